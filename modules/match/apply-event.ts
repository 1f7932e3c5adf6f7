import { type Effect, scoreChange, statusChange } from "./changes.ts";
import { later, periodOf } from "./clock.ts";
import type { Changes, KnownEvent } from "./entry.ts";
import { isKeyEvent, type MatchEvent } from "./event.ts";
import { movedScore } from "./score.ts";
import type { MatchState } from "./state.ts";
import { advance, afterWhistle, type Period } from "./status.ts";
import { counted } from "./tally.ts";

/** What an event makes of a match: the event as the log has it, and the state after it. Undefined: nothing. */
export function applyEvent(
  state: MatchState,
  told: MatchEvent,
  known: KnownEvent | undefined,
): Effect | undefined {
  const event = placed(told, known?.event, state);
  if (known && isRepeat(event, known.event)) return undefined;

  const before = known && known.event.operation !== "void" ? known : undefined;
  const after = event.operation === "void" ? undefined : event;

  const recounted = recount(state, before?.event, after);
  const scored = { ...recounted, ...movedScore(state, recounted, event.occurred_at) };
  const reverted = before ? takeBackStatus(scored, before.changes) : scored;
  const next = after ? play(reverted, after) : reverted;

  const reason = !after ? "void" : before ? "correction" : "goal";
  const changes: Changes = { ...statusChange(state, next), ...scoreChange(state, next, reason) };
  const isPublic =
    isKeyEvent(event.event_type) ||
    (before !== undefined && isKeyEvent(before.event.event_type)) ||
    Object.keys(changes).length > 0;
  return { item: { kind: "event", event }, state: next, changes, isPublic };
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

/** The tallies with one version of an event exchanged for another. */
function recount(
  state: MatchState,
  before: MatchEvent | undefined,
  after: MatchEvent | undefined,
): MatchState {
  const tallies = { ...state.tallies };
  if (before?.team_id) tallies[before.team_id] = counted(tallies[before.team_id] ?? {}, before, -1);
  if (after?.team_id) tallies[after.team_id] = counted(tallies[after.team_id] ?? {}, after, 1);
  return { ...state, tallies };
}

/** Undoes the status an event brought about, unless the match has moved on since. */
function takeBackStatus(state: MatchState, { status }: Changes): MatchState {
  return status && state.status === status.to ? { ...state, status: status.from } : state;
}

/** Clock and status as an event moves them. */
function play(state: MatchState, event: PlacedEvent): MatchState {
  const move = event.event_type === "period_end" ? afterWhistle : advance;
  const next = move(state.status, event.period);
  // Of a match that has been past its first half, an event of that half is late news, whatever its status is now.
  const status = next === "first_half" && state.half_time ? state.status : next;
  const clock = later(state, { minute: event.minute, extra_minute: event.extra_minute ?? 0 });
  return { ...state, status, minute: clock.minute, extra_minute: clock.extra_minute };
}
