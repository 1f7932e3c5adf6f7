import * as z from "zod";
import { vendorFault } from "../kit/decode.ts";
import { fault } from "../kit/faults.ts";
import { isFields } from "../kit/fields.ts";
import { anything, externalId, list, part, requiredId, text } from "../kit/loose.ts";
import type { Fault } from "../provider.ts";

/** A match as `met=Livescore`, `met=Fixtures` and the stream have it; what is not named here is not used. */
export const matchBody = z.looseObject({
  event_key: requiredId,
  event_date: text,
  event_time: text,
  event_home_team: text,
  home_team_key: externalId,
  event_away_team: text,
  away_team_key: externalId,
  /** "2 - 0", "-" before the start; without the kicks of a shootout. */
  event_final_result: text,
  /** "" before the start, a minute such as "30" or "45+", or a status. */
  event_status: z.union([z.string(), z.number().transform(String)], "must be text"),
  league_key: externalId,
  league_name: text,
  goalscorers: list,
  substitutes: list,
  cards: list,
  vars: part({ home_team: anything, away_team: anything }),
  statistics: anything,
});
export type Match = z.output<typeof matchBody>;

/** The scorer sits on the side that got the goal. */
export const goalBody = part({
  time: anything,
  home_scorer: text,
  home_scorer_id: externalId,
  home_assist: text,
  home_assist_id: externalId,
  away_scorer: text,
  away_scorer_id: externalId,
  away_assist: text,
  away_assist_id: externalId,
  /** The score after it. */
  score: text,
  info: text,
  info_time: text,
});
export type Goal = z.output<typeof goalBody>;

export const cardBody = part({
  time: anything,
  home_fault: text,
  home_player_id: externalId,
  away_fault: text,
  away_player_id: externalId,
  card: text,
  /** "home" or "away" where the name is missing. */
  info: text,
  info_time: text,
});

/** The side that has not substituted is `[]`. */
const change = part({ in: text, in_id: externalId, out: text, out_id: externalId });
export type Change = z.output<typeof change>;
export const substitutionBody = part({
  time: anything,
  home_scorer: change,
  away_scorer: change,
  info_time: text,
});

/** `var_event_decision` is what was decided in the end, `var_type` what it was about. */
export const videoBody = part({
  var_minute: anything,
  var_player_name: text,
  var_player_id: externalId,
  var_type: text,
  var_event_decision: text,
});

/** The records of the matches of a body, bare as in the stream or in an envelope, and the path of their list. */
export function matchRecordsIn(json: unknown): { records: unknown[]; at: string[] } | Fault[] {
  if (Array.isArray(json)) return { records: json, at: [] };
  if (!isFields(json)) return [fault([], "must be an array of matches, or an object with it as its result")];
  const { success, result, error } = json;
  if (error && error !== "0") return [vendorFault(["error"], wordsOfError(result) ?? error)];
  if (success !== 1 && success !== "1") return [fault(["success"], "must be 1")];
  return Array.isArray(result)
    ? { records: result, at: ["result"] }
    : [fault(["result"], "must be an array")];
}

function wordsOfError(result: unknown): unknown {
  const first = Array.isArray(result) ? result[0] : result;
  return isFields(first) ? (first.msg ?? first.message) : undefined;
}
