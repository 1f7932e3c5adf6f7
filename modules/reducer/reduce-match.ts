import type { LogEntry } from "../match/entry.ts";
import { type MatchItem, providerOf } from "../match/event.ts";
import { healthyNotice, withFeedSeen } from "../match/feed-health.ts";
import { withConflict } from "../match/score-conflict.ts";
import { type MatchState, newMatch } from "../match/state.ts";
import type { MatchWrite, StoredMatch } from "../ports/matches.ts";
import { isLaterPosition, type StreamPosition } from "../ports/stream.ts";
import type { MatchItems, PositionedItem } from "./decode.ts";
import type { KnownEvents, Lookups } from "./lookups.ts";
import { openUnitOfWork } from "./unit-of-work.ts";

/** An item that our own rules cannot apply. Applying is pure, so it would fail on every retry. */
interface Unappliable {
  item: PositionedItem;
  error: unknown;
}

export interface Reduction {
  write: MatchWrite;
  /** Whether the write changes anything. */
  isDirty: boolean;
  unappliable: Unappliable[];
  outcomes: Outcome[];
  /** Whether the score shown and the events of the match disagree in a way they did not before. */
  hasNewConflict: boolean;
  /** The events that must be loaded as well. If there are any, the other fields do not count. */
  missing: Lookups;
}

/**
 * What became of an item of a feed: the number of entries it gave, and the number of its parts that changed nothing.
 */
export interface Outcome {
  provider: string;
  /** RFC 3339 UTC. */
  received_at: string;
  processed: number;
  duplicate: number;
}

/**
 * Applies the items of one match to its stored state. Skips items up to the stored position: an earlier try of the same
 * batch applied them.
 *
 * @param now RFC 3339 UTC
 */
export function reduceMatch(
  group: MatchItems,
  stored: StoredMatch | undefined,
  known: KnownEvents,
  now: string,
): Reduction {
  const start = stored?.state ?? newMatch(group.match_id);
  const work = openUnitOfWork(start, stored?.feeds ?? null, known, now);
  const unappliable: Unappliable[] = [];
  const outcomes: Outcome[] = [];
  let position = stored?.position ?? null;

  for (const positioned of group.items) {
    if (position && !isLaterPosition(positioned.position, position)) continue;
    position = positioned.position;
    try {
      const before = work.entries.length;
      for (const notice of healthyNoticeFor(work.state(), positioned)) work.apply(notice);
      const items = work.applyPositioned(positioned);
      if (isFinding(positioned)) continue;
      work.setState(withFeedSeen(work.state(), providerOf(positioned.item), positioned.received_at));
      outcomes.push(outcomeOf(positioned, items, work.entries.slice(before)));
    } catch (error) {
      unappliable.push({ item: positioned, error });
    }
  }
  const state = withConflict(work.state());
  const hasNewConflict = state !== work.state() && state.score_conflict !== undefined;
  const { entries, revisions } = work;
  const write = { state, position: position ?? START, entries, revisions, feeds: work.feeds() };
  const isDirty = state !== start || (stored !== undefined && write.feeds !== stored.feeds);
  return { write, isDirty, unappliable, outcomes, hasNewConflict, missing: work.missing() };
}

/** The notice that a feed works again, if viewers were notified that it did not. */
function healthyNoticeFor(state: MatchState, positioned: PositionedItem): MatchItem[] {
  if (isFinding(positioned)) return [];
  const feed = healthyNotice(state, providerOf(positioned.item), positioned.received_at);
  return feed ? [{ kind: "feed", feed }] : [];
}

/** Whether the item is a finding of the feed monitor or the reconciler, and so no sign that a feed is alive. */
function isFinding({ item }: PositionedItem): boolean {
  return item.kind === "feed" || item.kind === "correction";
}

function outcomeOf({ item, received_at }: PositionedItem, items: number, entries: LogEntry[]): Outcome {
  const processed = entries.filter((entry) => entry.item.kind !== "feed").length;
  // A feed that takes over writes more entries than this one item has parts.
  return { provider: providerOf(item), received_at, processed, duplicate: Math.max(0, items - processed) };
}

const START: StreamPosition = { sequence_number: "0", item: 0 };
