import * as z from "zod";
import { vendorFault } from "../kit/decode.ts";
import { fault } from "../kit/faults.ts";
import { isFields } from "../kit/fields.ts";
import { anything, count, externalId, list, named, part, requiredId, text } from "../kit/loose.ts";
import type { Fault } from "../provider.ts";

const score = part({ home: count, away: count });
const squad = part({ id: externalId, name: text, lineup: anything, bench: anything, statistics: anything });

/** A match as `matches/{id}` and `matches` have it; what is not named here is not used. */
export const matchBody = z.looseObject({
  id: requiredId,
  utcDate: anything,
  status: text.pipe(z.string("must be text")),
  minute: anything,
  injuryTime: anything,
  lastUpdated: anything,
  competition: named,
  homeTeam: squad,
  awayTeam: squad,
  score: part({
    duration: text,
    /** With the goals of extra time, and with the kicks of a shootout. */
    fullTime: score,
    halfTime: score,
    penalties: score,
  }),
  goals: list,
  bookings: list,
  substitutions: list,
  penalties: list,
});
export type Match = z.output<typeof matchBody>;

export const goalBody = part({
  minute: anything,
  injuryTime: anything,
  type: text,
  team: named,
  scorer: named,
  assist: named,
  /** The score after it. */
  score,
});

export const bookingBody = part({
  minute: anything,
  injuryTime: anything,
  team: named,
  player: named,
  card: text,
});

export const substitutionBody = part({
  minute: anything,
  injuryTime: anything,
  team: named,
  playerOut: named,
  playerIn: named,
});

/** Kicks of a shootout, and penalties in play once more; `team` is often missing. */
export const penaltyBody = part({ type: text, player: named, team: named, scored: anything });

/** The records of the matches of a body, and the path of their list. */
export function matchRecordsIn(json: unknown): { records: unknown[]; at: string[] } | Fault[] {
  if (!isFields(json)) return [fault([], "must be an object")];
  const { errorCode, error, message, matches } = json;
  if (errorCode !== undefined || error !== undefined || (message !== undefined && json.id === undefined)) {
    return [vendorFault([message === undefined ? "error" : "message"], message ?? error ?? errorCode)];
  }
  if (matches === undefined) return { records: [json], at: [] };
  return Array.isArray(matches)
    ? { records: matches, at: ["matches"] }
    : [fault(["matches"], "must be an array")];
}
