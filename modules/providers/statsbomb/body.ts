import * as z from "zod";
import { vendorFault } from "../kit/decode.ts";
import { fault } from "../kit/faults.ts";
import { isFields } from "../kit/fields.ts";
import { requiredId } from "../kit/loose.ts";
import type { Fault } from "../provider.ts";

/** What an event cannot do without; the rest of it is read as it is needed. */
export const eventBody = z.looseObject({
  id: requiredId,
  period: z.int("must be a whole number").min(1, "must be 1 to 5").max(5, "must be 1 to 5"),
  /** From 0, and running on through the match. */
  minute: z.int("must be a whole number").min(0, "must be 0 or more").max(250, "must be 250 at most"),
  type: z.looseObject({ name: z.string("must be text").min(1, "must not be empty") }, "must be an object"),
});
export type EventBody = z.output<typeof eventBody>;

export const lineupBody = z.looseObject({
  team_id: requiredId,
  lineup: z.array(z.unknown(), "must be an array"),
});

const teamBody = (of: "home" | "away") =>
  z.looseObject({ [`${of}_team_id`]: requiredId }, "must be an object");

export const matchBody = z.looseObject({
  match_id: requiredId,
  home_team: teamBody("home"),
  away_team: teamBody("away"),
});

/** More records than any match has events; it is as many ids as fit one record of the stream. */
const MAX_RECORDS = 10_000;

export type Content =
  | { of: "events" | "lineups"; records: readonly unknown[] }
  /** `isBare`: the one record is the body itself. */
  | { of: "matches"; records: readonly unknown[]; isBare: boolean }
  | { of: "nothing"; faults: Fault[] };

/**
 * What a body is, by its first record. An empty one is refused: it would take back all events of a match that
 * the vendor has merely not collected.
 */
export function contentOf(json: unknown): Content {
  if (isFields(json) && isMatch(json)) return { of: "matches", records: [json], isBare: true };
  if (!Array.isArray(json)) return nothing(errorOf(json) ?? fault([], `must be an array of ${KINDS}`));
  if (json.length === 0) return nothing(fault([], "must hold at least one record"));
  if (json.length > MAX_RECORDS) return nothing(fault([], `must hold at most ${MAX_RECORDS} records`));
  const of = kindOf(json[0]);
  if (of === "matches") return { of, records: json, isBare: false };
  return of ? { of, records: json } : nothing(fault([0], `must be one of ${KINDS}`));
}

const KINDS = "events, lineups or matches";

function kindOf(record: unknown): "events" | "lineups" | "matches" | undefined {
  if (!isFields(record)) return undefined;
  if (isMatch(record)) return "matches";
  if ("lineup" in record) return "lineups";
  return "type" in record || "period" in record ? "events" : undefined;
}

function isMatch(record: object): boolean {
  return "match_id" in record && "home_team" in record;
}

function nothing(...faults: Fault[]): Content {
  return { of: "nothing", faults };
}

/** What the API answers instead of data. */
function errorOf(json: unknown): Fault | undefined {
  if (!isFields(json)) return undefined;
  const key = ["error", "message", "detail"].find((known) => typeof json[known] === "string");
  return key === undefined ? undefined : vendorFault([key], json[key]);
}
