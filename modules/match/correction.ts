import { laterClock } from "./clock.ts";
import type { Correction, FeedItem, StatusReport } from "./event.ts";
import type { MatchState } from "./state.ts";

/** The fields of a report, except the clock, which never runs backwards. */
export const REPORT_FIELDS = [
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
type ReportField = (typeof REPORT_FIELDS)[number];

/**
 * Turns a correction into an item for `apply`; undefined if the match has changed since the difference was found.
 *
 * @param revision the revision of the last version of its event; undefined if the log has none
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
  const isAsFound = REPORT_FIELDS.every(
    (field) => report[field] === undefined || isSameValue(state[field], instead_of[field]),
  );
  return isAsFound ? { kind: "status", report: withoutEarlierClock(report, state) } : undefined;
}

/** Compares two values of a field; teams and leagues by id and name. */
export function isSameValue(a: MatchState[ReportField], b: MatchState[ReportField]): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.id === b.id && a.name === b.name;
}

/** Drops the clock of a report unless it is ahead of the match's. */
function withoutEarlierClock(report: StatusReport, state: MatchState): StatusReport {
  const { minute, extra_minute = 0, ...rest } = report;
  if (minute === undefined || laterClock(state, { minute, extra_minute }) === state) return rest;
  return { ...rest, minute, extra_minute };
}
