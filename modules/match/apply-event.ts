import { scoreChange, statusChange, type Transition } from "./changes.ts";
import { laterClock, periodOf } from "./clock.ts";
import type { Changes, KnownEvent } from "./entry.ts";
import { isKeyEvent, type MatchEvent } from "./event.ts";
import { movedScore } from "./score.ts";
import type { MatchState } from "./state.ts";
import { advance, afterWhistle, type Period } from "./status.ts";
import { withEventCounted } from "./tally.ts";

/**
 * Applies an event to a match. Returns the event as the log keeps it and the state after it; undefined for a repeat.
 */
export function applyEvent(
  state: MatchState,
  received: MatchEvent,
  known: KnownEvent | undefined,
): Transition | undefined {
  const event = resolved(received, known?.event, state);
  if (known && isRepeat(event, known.event)) return undefined;

  const before = known && known.event.operation !== "void" ? known : undefined;
  const after = event.operation === "void" ? undefined : event;

  const recounted = recount(state, before?.event, after);
  const scored = { ...recounted, ...movedScore(state, recounted, event.occurred_at) };
  const reverted = before ? withStatusReverted(scored, before.changes) : scored;
  const next = after ? withClockAndStatus(reverted, after) : reverted;

  const reason = !after ? "void" : before ? "correction" : "goal";
  const changes: Changes = { ...statusChange(state, next), ...scoreChange(state, next, reason) };
  const isPublic =
    isKeyEvent(event.event_type) ||
    (before !== undefined && isKeyEvent(before.event.event_type)) ||
    Object.keys(changes).length > 0;
  return { item: { kind: "event", event }, state: next, changes, isPublic };
}

/**
 * Fills in the period, and turns an update of an event never seen into a create. The log keeps the period it was
 * given first, because the period decides whether a goal counts.
 */
function resolved(event: MatchEvent, last: MatchEvent | undefined, { status }: MatchState): ResolvedEvent {
  const period = event.period ?? last?.period ?? periodOf(event.minute, status);
  return { ...event, period, operation: event.operation === "update" && !last ? "create" : event.operation };
}
type ResolvedEvent = MatchEvent & { period: Period };

/** Recognises a create of a known event, an older version, and a version with the content of the last one. */
function isRepeat(event: MatchEvent, last: MatchEvent): boolean {
  if (event.version !== undefined && last.version !== undefined && event.version < last.version) return true;
  if (event.operation === "create") return true;
  if (event.operation === "void") return last.operation === "void";
  return last.operation !== "void" && sameContent(event, last);
}

function sameContent(a: MatchEvent, b: MatchEvent): boolean {
  return fingerprint(a) === fingerprint(b);
}

/** The content of an event, without its operation, its version and the time of that version. */
function fingerprint({ operation: _, occurred_at: __, version: ___, ...content }: MatchEvent): string {
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Replaces one version of an event by another in the tallies. */
function recount(
  state: MatchState,
  before: MatchEvent | undefined,
  after: MatchEvent | undefined,
): MatchState {
  const tallies = { ...state.tallies };
  if (before?.team_id) tallies[before.team_id] = withEventCounted(tallies[before.team_id] ?? {}, before, -1);
  if (after?.team_id) tallies[after.team_id] = withEventCounted(tallies[after.team_id] ?? {}, after, 1);
  return { ...state, tallies };
}

/** Restores the status before an event that changed it, unless the match has moved on since. */
function withStatusReverted(state: MatchState, { status }: Changes): MatchState {
  return status && state.status === status.to ? { ...state, status: status.from } : state;
}

/** Moves clock and status on to an event. */
function withClockAndStatus(state: MatchState, event: ResolvedEvent): MatchState {
  const move = event.event_type === "period_end" ? afterWhistle : advance;
  const next = move(state.status, event.period);
  // Once a match has a half-time score, an event of the first half is late and leaves the status alone.
  const status = next === "first_half" && state.half_time ? state.status : next;
  const clock = laterClock(state, { minute: event.minute, extra_minute: event.extra_minute ?? 0 });
  return { ...state, status, minute: clock.minute, extra_minute: clock.extra_minute };
}
