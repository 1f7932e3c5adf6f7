import { applyEvent } from "./apply-event.ts";
import { applyReport } from "./apply-report.ts";
import type { Effect } from "./changes.ts";
import type { KnownEvent, LogEntry } from "./entry.ts";
import type { FeedItem } from "./event.ts";
import { type MatchState, summary } from "./state.ts";

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
  const effect =
    item.kind === "event" ? applyEvent(state, item.event, known) : applyReport(state, item.report);
  if (!effect) return { state, entry: null };
  return effect.item ? numbered(state, effect, now) : { state: effect.state, entry: null };
}

/** Puts what happened into the log, as the next entry. */
function numbered(
  before: MatchState,
  { item, state: after, changes, isPublic }: Effect,
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
