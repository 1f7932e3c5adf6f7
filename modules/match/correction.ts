import { later } from "./clock.ts";
import type { Correction, FeedItem, StatusReport } from "./event.ts";
import type { MatchState } from "./state.ts";

/** What a report can say of a match, but for its clock, which only ever runs on. */
export const REPORTED = [
  "status",
  "raw_status",
  "home_score",
  "away_score",
  "kick_off",
  "sport",
  "home_team",
  "away_team",
  "league",
] as const;
export type Reported = (typeof REPORTED)[number];

/**
 * A correction as what `apply` takes; undefined if the match is not any more as it was found.
 *
 * @param revision of the last version of its event, undefined where the log has none
 */
export function correctiveItem(
  correction: Correction,
  state: MatchState,
  revision: number | undefined,
): FeedItem | undefined {
  if ("event" in correction) {
    const { event } = correction;
    return correction.revision === (revision ?? null) ? { kind: "event", event } : undefined;
  }
  const { report, instead_of } = correction;
  const isAsFound = REPORTED.every(
    (field) => report[field] === undefined || saysTheSame(state[field], instead_of[field]),
  );
  return isAsFound ? { kind: "status", report: runningOn(report, state) } : undefined;
}

/** Whether two values of a field of a match are one: teams and leagues by id and name. */
export function saysTheSame(a: MatchState[Reported], b: MatchState[Reported]): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.id === b.id && a.name === b.name;
}

/** The report without its clock, unless that is ahead of the match's. */
function runningOn(report: StatusReport, state: MatchState): StatusReport {
  const { minute, extra_minute = 0, ...rest } = report;
  if (minute === undefined || later(state, { minute, extra_minute }) === state) return rest;
  return { ...rest, minute, extra_minute };
}
