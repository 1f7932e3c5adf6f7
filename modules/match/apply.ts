import { applyEvent } from "./apply-event.ts";
import { applyReport } from "./apply-report.ts";
import type { Transition } from "./changes.ts";
import type { Changes, KnownEvent, LogEntry } from "./entry.ts";
import type { MatchItem } from "./event.ts";
import { applyNotice } from "./feed-health.ts";
import { withHalfTime } from "./half-time.ts";
import { type MatchState, type Positions, summary } from "./state.ts";

/** The state after an item, with its entry of the log if it has one. */
type Applied = { state: MatchState; entry: LogEntry } | { state: MatchState; entry: null };

/**
 * Applies one item to a match. It is pure, so that a replayed log gives the same state again.
 *
 * - An event that is `known` in the same or a later version changes nothing.
 * - An update replaces an event, a void takes back exactly what it did; only the clock does not go back.
 * - The score of a report holds from its `occurred_at` on: it includes the events before that.
 * - A report that only confirms the score or gives statistics makes no entry: a replayed log lacks it until the next.
 *
 * @param known the last version of the event in the log; undefined for a new event or a report
 * @param now RFC 3339 UTC, the `applied_at` of the entry
 */
export function apply(
  state: MatchState,
  item: MatchItem,
  known: KnownEvent | undefined,
  now: string,
): Applied {
  const effect = effectOf(state, item, known);
  if (!effect) return { state, entry: null };
  return effect.item ? numbered(state, effect, now) : { state: effect.state, entry: null };
}

function effectOf(state: MatchState, item: MatchItem, known: KnownEvent | undefined) {
  switch (item.kind) {
    case "event":
      return applyEvent(state, item.event, known);
    case "status":
      return applyReport(state, item.report);
    case "feed":
      return applyNotice(state, item.feed);
  }
}

/** Numbers a transition as the next entry of the log. */
function numbered(
  before: MatchState,
  { item, state: after, changes, isPublic }: Transition,
  now: string,
): Applied {
  const seq = before.seq + 1;
  const state = {
    ...withHalfTime(before, after, item),
    seq,
    public_seq: isPublic ? seq : before.public_seq,
    positions: positionsAt(before.positions, seq, item, changes),
  };
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

function positionsAt(before: Positions, seq: number, item: MatchItem, changes: Changes): Positions {
  const changed = Object.keys(changes).length > 0 || item.kind !== "event";
  return {
    ...before,
    ...(item.kind === "event" ? { [item.event.event_type]: seq } : {}),
    ...(changed ? { "*": seq } : {}),
  };
}
