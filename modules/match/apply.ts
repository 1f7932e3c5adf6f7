import { applyEvent } from "./apply-event.ts";
import { applyReport } from "./apply-report.ts";
import type { Effect } from "./changes.ts";
import type { Changes, KnownEvent, LogEntry } from "./entry.ts";
import type { MatchItem } from "./event.ts";
import { applyNotice } from "./feed-health.ts";
import { withHalfTime } from "./half-time.ts";
import { type MatchState, type Positions, summary } from "./state.ts";

/** What came of an item: an entry of the log and the state after it, or nothing at all. */
export type Applied = { state: MatchState; entry: LogEntry } | { state: MatchState; entry: null };

/**
 * One step of a match: pure, so that a log replayed gives the state it gave before.
 *
 * - An event already known (`known`) in the same or a later version changes nothing.
 * - An update replaces, a void takes back exactly what the event did; only the clock keeps running.
 * - A score a report gives holds from its time on: events that happened before it are in it already.
 * - What only confirms a score, or only gives statistics, is no entry: a replayed log lacks it, until it is given again.
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

/** Puts what happened into the log, as the next entry. */
function numbered(
  before: MatchState,
  { item, state: after, changes, isPublic }: Effect,
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
