import { later, periodOf } from "./clock.ts";
import type { Changes, KnownEvent, LogEntry } from "./entry.ts";
import { type FeedItem, isKeyEvent, type MatchEvent, type StatusReport } from "./event.ts";
import { type MatchState, type Side, summary, tallyOf } from "./state.ts";
import { advance, afterWhistle, type Period } from "./status.ts";
import { counted } from "./tally.ts";

/** What came of an item: an entry of the log and the state after it, or nothing at all. */
export type Applied = { state: MatchState; entry: LogEntry } | { state: MatchState; entry: null };

/**
 * One step of a match: pure, so that a log replayed gives the state it gave before.
 *
 * - An event already known (`known`) in the same or a later version changes nothing.
 * - An update replaces, a void takes back exactly what the event did; only the clock keeps running.
 * - A score a report gives holds from its time on: events that happened before it are in it already.
 *
 * @param known the last version of the event in the log; undefined for a new event or a report
 * @param now RFC 3339 UTC, the `applied_at` of the entry
 */
export function apply(
  state: MatchState,
  item: FeedItem,
  known: KnownEvent | undefined,
  now: string,
): Applied {
  return item.kind === "event"
    ? applyEvent(state, item.event, known, now)
    : applyReport(state, item.report, now);
}

function applyEvent(
  state: MatchState,
  told: MatchEvent,
  known: KnownEvent | undefined,
  now: string,
): Applied {
  const event = placed(told, known?.event, state);
  if (known && isRepeat(event, known.event)) return { state, entry: null };

  const before = known && known.event.operation !== "void" ? known : undefined;
  const after = event.operation === "void" ? undefined : event;

  const recounted = recount(state, before?.event, after);
  const reverted = before ? takeBackStatus(recounted, before.changes) : recounted;
  const next = after ? play(reverted, after) : reverted;

  const reason = !after ? "void" : before ? "correction" : "goal";
  const changes: Changes = { ...statusChange(state, next), ...scoreChange(state, next, reason) };
  const isPublic =
    isKeyEvent(event.event_type) ||
    (before !== undefined && isKeyEvent(before.event.event_type)) ||
    Object.keys(changes).length > 0;
  return record(state, next, { kind: "event", event }, changes, isPublic, now);
}

/**
 * An event as the log has it. What counts as a goal depends on the period, so that is settled once, and kept;
 * and an update of an event never seen is one that is new.
 */
function placed(event: MatchEvent, last: MatchEvent | undefined, { status }: MatchState): PlacedEvent {
  const period = event.period ?? last?.period ?? periodOf(event.minute, status);
  return { ...event, period, operation: event.operation === "update" && !last ? "create" : event.operation };
}
type PlacedEvent = MatchEvent & { period: Period };

/** A create of an event we have, an older version than ours, or one that says what the last one said. */
function isRepeat(event: MatchEvent, last: MatchEvent): boolean {
  if (event.version !== undefined && last.version !== undefined && event.version < last.version) return true;
  if (event.operation === "create") return true;
  if (event.operation === "void") return last.operation === "void";
  return last.operation !== "void" && sameContent(event, last);
}

function sameContent(a: MatchEvent, b: MatchEvent): boolean {
  return fingerprint(a) === fingerprint(b);
}

/** What an event says, apart from which version says it and when that version came. */
function fingerprint({ operation: _, occurred_at: __, version: ___, ...content }: MatchEvent): string {
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Tallies and score with one version of an event exchanged for another. */
function recount(
  state: MatchState,
  before: MatchEvent | undefined,
  after: MatchEvent | undefined,
): MatchState {
  const tallies = { ...state.tallies };
  if (before?.team_id) tallies[before.team_id] = counted(tallies[before.team_id] ?? {}, before, -1);
  if (after?.team_id) tallies[after.team_id] = counted(tallies[after.team_id] ?? {}, after, 1);
  const next = { ...state, tallies };
  const since = state.score_given_at;
  const told = (after ?? before)?.occurred_at ?? "";
  return since !== undefined && told <= since ? next : { ...next, ...movedScore(state, next) };
}

function movedScore(before: MatchState, after: MatchState): Pick<MatchState, "home_score" | "away_score"> {
  const moved = (side: Side, score: number) =>
    Math.max(0, score + goalsFor(after, side) - goalsFor(before, side));
  return { home_score: moved("home", before.home_score), away_score: moved("away", before.away_score) };
}

/** The goals counted for a side: its own, and the own goals of the other. */
function goalsFor(state: MatchState, side: Side): number {
  const own = tallyOf(state, side)?.goals ?? 0;
  return own + (tallyOf(state, side === "home" ? "away" : "home")?.own_goals ?? 0);
}

/** Undoes the status an event brought about, unless the match has moved on since. */
function takeBackStatus(state: MatchState, { status }: Changes): MatchState {
  return status && state.status === status.to ? { ...state, status: status.from } : state;
}

/** Clock and status as an event moves them. */
function play(state: MatchState, event: PlacedEvent): MatchState {
  const move = event.event_type === "period_end" ? afterWhistle : advance;
  const status = move(state.status, event.period);
  const clock = later(state, { minute: event.minute, extra_minute: event.extra_minute ?? 0 });
  return { ...state, status, minute: clock.minute, extra_minute: clock.extra_minute };
}

function applyReport(state: MatchState, report: StatusReport, now: string): Applied {
  const told = withDetails(state, report);
  const next = { ...told, ...movedScore(state, told), ...givenScore(report) };
  const status = statusChange(state, next);
  const score = scoreChange(state, next, "correction");
  const isNews = state.seq === 0 || essence(state) !== essence(told);
  const changes: Changes = { ...status, ...score, ...(isNews ? { info: true } : {}) };
  if (Object.keys(changes).length === 0) {
    // Nothing to show, but a score that was confirmed still says up to when events are in it.
    return { state: next.score_given_at === state.score_given_at ? state : next, entry: null };
  }
  return record(state, next, { kind: "status", report }, changes, true, now);
}

/** The state with everything a report names but the score. */
function withDetails(state: MatchState, report: StatusReport): MatchState {
  const { status, raw_status, minute, extra_minute, kick_off, home_team, away_team, league, sport } = report;
  const { raw_status: _, ...rest } = state;
  return {
    ...(status === undefined ? state : rest),
    ...(status === undefined ? {} : { status }),
    ...(raw_status === undefined ? {} : { raw_status }),
    ...(minute === undefined ? {} : { minute, extra_minute: extra_minute ?? 0 }),
    ...(kick_off === undefined ? {} : { kick_off }),
    ...(home_team === undefined ? {} : { home_team: renamed(state.home_team, home_team) }),
    ...(away_team === undefined ? {} : { away_team: renamed(state.away_team, away_team) }),
    ...(league === undefined ? {} : { league: renamed(state.league, league) }),
    ...(sport === undefined ? {} : { sport }),
  };
}

/** A report that gives only the id of a team or league leaves the name we know. */
function renamed<T extends { id: string; name?: string | undefined }>(known: T | undefined, told: T): T {
  return known?.id === told.id ? { ...known, ...told } : told;
}

function givenScore({ home_score, away_score, occurred_at }: StatusReport): Partial<MatchState> {
  if (home_score === undefined && away_score === undefined) return {};
  return {
    ...(home_score === undefined ? {} : { home_score }),
    ...(away_score === undefined ? {} : { away_score }),
    score_given_at: occurred_at,
  };
}

/** What viewers are shown of a match besides its status and score, in a form that can be compared. */
function essence({
  raw_status,
  minute,
  extra_minute,
  kick_off,
  home_team,
  away_team,
  league,
  sport,
}: MatchState) {
  const named = [home_team, away_team, league].map((one) => [one?.id, one?.name]);
  return JSON.stringify([raw_status, minute, extra_minute, kick_off, sport, named]);
}

function statusChange(before: MatchState, after: MatchState): Pick<Changes, "status"> {
  return before.status === after.status ? {} : { status: { from: before.status, to: after.status } };
}

function scoreChange(
  before: MatchState,
  after: MatchState,
  reason: "goal" | "void" | "correction",
): Pick<Changes, "score"> {
  const same = before.home_score === after.home_score && before.away_score === after.away_score;
  return same ? {} : { score: { reason } };
}

function record(
  before: MatchState,
  after: MatchState,
  item: FeedItem,
  changes: Changes,
  isPublic: boolean,
  now: string,
): Applied {
  const seq = before.seq + 1;
  const state = { ...after, seq, public_seq: isPublic ? seq : before.public_seq };
  const entry: LogEntry = {
    match_id: state.match_id,
    seq,
    prev_public_seq: before.public_seq,
    public: isPublic,
    item,
    changes,
    state: summary(state),
    applied_at: now,
  };
  return { state, entry };
}
