import { laterClock } from "../../modules/match/clock.ts";
import { isSameValue, REPORT_FIELDS } from "../../modules/match/correction.ts";
import type { Correction, StatusReport, StreamItem } from "../../modules/match/event.ts";
import type { MatchState } from "../../modules/match/state.ts";

export type ReportCorrection = Extract<Correction, { report: StatusReport }>;

/** Which parts of the expected match are certain. */
export interface Certainty {
  /** Whether every entry of the log comes from the records that were read. */
  isComplete: boolean;
  isScoreKnown: boolean;
  isStatusKnown: boolean;
}

/** How far the records alone determine the match as a whole. */
export function certaintyOf(
  items: readonly StreamItem[],
  isComplete: boolean,
  hasUnresolved: boolean,
): Certainty {
  const isLast = (sets: (report: StatusReport) => boolean, mayFollow: (item: StreamItem) => boolean) => {
    const index = items.findLastIndex((item) => item.kind === "status" && sets(item.report));
    return index >= 0 && items.slice(index + 1).every(mayFollow);
  };
  const score = isLast(
    ({ home_score, away_score }) => home_score !== undefined && away_score !== undefined,
    (item) => isReport(item) || isNoGoal(item),
  );
  const status = isLast((report) => report.status !== undefined, isReport);
  return {
    isComplete,
    isScoreKnown: !hasUnresolved && (isComplete || score),
    isStatusKnown: status || (isComplete && !hasUnresolved),
  };
}

/** Whether the effect of an item is independent of the events before it; goals count once the teams are known. */
function isReport(item: StreamItem): boolean {
  if (item.kind !== "status") return item.kind === "feed";
  return item.report.home_team === undefined && item.report.away_team === undefined;
}

function isNoGoal(item: StreamItem): boolean {
  return item.kind === "event" && item.event.operation === "create" && item.event.event_type !== "goal";
}

/** Names the reconciler in the log. Logs written before it had its present name say this, so it stays. */
const OWN_NAME = "reread";

/** Earlier than any event of a match in play. */
const LONG_AGO_MS = 24 * 3_600_000;

/**
 * The status report that brings a match, after the corrections of its events, to what is expected.
 *
 * @param began when the reading began, RFC 3339 UTC
 */
export function statusCorrectionOf(
  state: MatchState,
  expected: MatchState,
  items: readonly StreamItem[],
  certainty: Certainty,
  began: string,
): ReportCorrection | undefined {
  const fields = REPORT_FIELDS.filter(
    (field) => isKnown(field, items, certainty) && differs(state, expected, field),
  );
  const changed = new Set<string>(fields);
  // Goals count once the teams are known.
  if (changed.has("home_team") || changed.has("away_team")) changed.add("score");
  const scored =
    certainty.isScoreKnown && ["score", "home_score", "away_score"].some((field) => changed.has(field));
  const hasStatus = changed.has("status") || changed.has("raw_status");
  const said = {
    ...pick(expected, fields),
    ...(hasStatus ? pick(expected, ["status", "raw_status"]) : {}),
    ...(scored ? pick(expected, ["home_score", "away_score"]) : {}),
    ...(certainty.isComplete && laterClock(state, expected) !== state
      ? pick(expected, ["minute", "extra_minute"])
      : {}),
  };
  if (Object.keys(said).length === 0) return undefined;
  const long = new Date(Date.parse(began) - LONG_AGO_MS).toISOString();
  const occurred_at = scored ? (expected.score_given_at ?? long) : began;
  const head = { provider: providerIn(items), report_id: `${OWN_NAME}-${began}`, match_id: state.match_id };
  return { report: { ...head, ...said, occurred_at }, instead_of: pick(state, REPORT_FIELDS) };
}

function isKnown(
  field: (typeof REPORT_FIELDS)[number],
  items: readonly StreamItem[],
  certainty: Certainty,
): boolean {
  if (field === "home_score" || field === "away_score") return certainty.isScoreKnown;
  if (field === "status" || field === "raw_status") return certainty.isStatusKnown;
  return (
    certainty.isComplete || items.some((item) => item.kind === "status" && item.report[field] !== undefined)
  );
}

function differs(state: MatchState, expected: MatchState, field: (typeof REPORT_FIELDS)[number]): boolean {
  const value = expected[field];
  const known = state[field];
  if (value === undefined || isSameValue(value, known)) return false;
  // A known name stays.
  if (typeof value !== "object" || typeof known !== "object") return true;
  return value.id !== known.id || value.name !== undefined;
}

/** The provider the correction is attributed to. */
function providerIn(items: readonly StreamItem[]): string {
  const status = items.findLast((item) => item.kind === "status");
  if (status?.kind === "status") return status.report.provider;
  const event = items.findLast((item) => item.kind === "event");
  return event?.kind === "event" ? event.event.provider : OWN_NAME;
}

function pick<K extends keyof MatchState>(
  state: MatchState,
  fields: readonly K[],
): Partial<Pick<MatchState, K>> {
  return Object.fromEntries(
    fields.flatMap((field) => (state[field] === undefined ? [] : [[field, state[field]]])),
  ) as Partial<Pick<MatchState, K>>;
}
