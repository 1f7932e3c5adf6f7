import { later } from "../../modules/match/clock.ts";
import { REPORTED, saysTheSame } from "../../modules/match/correction.ts";
import type { Correction, StatusReport, StreamItem } from "../../modules/match/event.ts";
import type { MatchState } from "../../modules/match/state.ts";

export type ReportCorrection = Extract<Correction, { report: StatusReport }>;

/** What of a match as the stream tells it is sure. */
export interface Trust {
  /** Whether all that the log has comes from what was read. */
  whole: boolean;
  score: boolean;
  status: boolean;
}

/** How far what was read tells of a match as a whole, by itself. */
export function trustIn(items: readonly StreamItem[], whole: boolean, withheld: boolean): Trust {
  const isLastWord = (tells: (report: StatusReport) => boolean, mayFollow: (item: StreamItem) => boolean) => {
    const index = items.findLastIndex((item) => item.kind === "status" && tells(item.report));
    return index >= 0 && items.slice(index + 1).every(mayFollow);
  };
  const score = isLastWord(
    ({ home_score, away_score }) => home_score !== undefined && away_score !== undefined,
    (item) => isReport(item) || isNoGoal(item),
  );
  const status = isLastWord((report) => report.status !== undefined, isReport);
  return { whole, score: !withheld && (whole || score), status: status || (whole && !withheld) };
}

/** Whether what it does to a match does not depend on events before it; goals count once the teams are known. */
function isReport(item: StreamItem): boolean {
  if (item.kind !== "status") return item.kind === "feed";
  return item.report.home_team === undefined && item.report.away_team === undefined;
}

function isNoGoal(item: StreamItem): boolean {
  return item.kind === "event" && item.event.operation === "create" && item.event.event_type !== "goal";
}

/** Before anything could happen in a match that is on. */
const LONG_AGO_MS = 24 * 3_600_000;

/**
 * What has to be reported for a match, as it stands after its events have been put right, to be as it was told.
 *
 * @param began RFC 3339 UTC, when the reading did
 */
export function shortfallOf(
  state: MatchState,
  told: MatchState,
  items: readonly StreamItem[],
  trust: Trust,
  began: string,
): ReportCorrection | undefined {
  const fields = REPORTED.filter((field) => isTold(field, items, trust) && differs(state, told, field));
  const named = new Set<string>(fields);
  // Goals begin to count once it is known whose they are.
  if (named.has("home_team") || named.has("away_team")) named.add("score");
  const scored = trust.score && ["score", "home_score", "away_score"].some((field) => named.has(field));
  const courses = named.has("status") || named.has("raw_status");
  const said = {
    ...pick(told, fields),
    ...(courses ? pick(told, ["status", "raw_status"]) : {}),
    ...(scored ? pick(told, ["home_score", "away_score"]) : {}),
    ...(trust.whole && later(state, told) !== state ? pick(told, ["minute", "extra_minute"]) : {}),
  };
  if (Object.keys(said).length === 0) return undefined;
  const long = new Date(Date.parse(began) - LONG_AGO_MS).toISOString();
  const occurred_at = scored ? (told.score_given_at ?? long) : began;
  const head = { provider: speakerOf(items), report_id: `reread-${began}`, match_id: state.match_id };
  return { report: { ...head, ...said, occurred_at }, instead_of: pick(state, REPORTED) };
}

function isTold(field: (typeof REPORTED)[number], items: readonly StreamItem[], trust: Trust): boolean {
  if (field === "home_score" || field === "away_score") return trust.score;
  if (field === "status" || field === "raw_status") return trust.status;
  return trust.whole || items.some((item) => item.kind === "status" && item.report[field] !== undefined);
}

function differs(state: MatchState, told: MatchState, field: (typeof REPORTED)[number]): boolean {
  const value = told[field];
  const known = state[field];
  if (value === undefined || saysTheSame(value, known)) return false;
  // A name that is known is not unlearned.
  if (typeof value !== "object" || typeof known !== "object") return true;
  return value.id !== known.id || value.name !== undefined;
}

/** In whose name it is reported. */
function speakerOf(items: readonly StreamItem[]): string {
  const speaker = items.findLast((item) => item.kind === "status");
  if (speaker?.kind === "status") return speaker.report.provider;
  const event = items.findLast((item) => item.kind === "event");
  return event?.kind === "event" ? event.event.provider : "reread";
}

function pick<K extends keyof MatchState>(
  state: MatchState,
  fields: readonly K[],
): Partial<Pick<MatchState, K>> {
  return Object.fromEntries(
    fields.flatMap((field) => (state[field] === undefined ? [] : [[field, state[field]]])),
  ) as Partial<Pick<MatchState, K>>;
}
