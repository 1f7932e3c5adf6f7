import type { KnownEvent, LogEntry } from "../match/entry.ts";
import { type MatchEvent, type MatchItem, providerOf, type StreamItem } from "../match/event.ts";
import { heardFrom, recovery } from "../match/feed-health.ts";
import { withConflict } from "../match/score-conflict.ts";
import { type MatchState, newMatch } from "../match/state.ts";
import {
  type EventKey,
  eventKey,
  type FeedKey,
  type MatchWrite,
  type StoredMatch,
} from "../ports/matches.ts";
import type { StreamPosition } from "../ports/stream.ts";
import type { MatchItems, PositionedItem } from "./decode.ts";
import type { KnownEvents, Lookups } from "./lookups.ts";
import { openUnitOfWork } from "./unit-of-work.ts";

/** An item our own rules cannot handle: applying it is pure, so it would fail again for ever. */
export interface Unappliable {
  item: PositionedItem;
  error: unknown;
}

export interface Reduction {
  write: MatchWrite;
  /** Whether there is anything to store. */
  dirty: boolean;
  unappliable: Unappliable[];
  outcomes: Outcome[];
  /** Whether the score shown and the events of the match disagree in a way they did not before. */
  conflict: boolean;
  /** What has to be looked up as well; until then all of this is void. */
  missing: Lookups;
}

/** What became of an item a feed sent: how much of it gave an entry, and how much changed nothing. */
export interface Outcome {
  provider: string;
  /** RFC 3339 UTC. */
  received_at: string;
  processed: number;
  duplicate: number;
}

/**
 * Applies what one match was told to what is stored of it. Items up to the stored position were applied by an
 * earlier try of the same batch and are passed over.
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
    if (position && !isAfter(positioned.position, position)) continue;
    position = positioned.position;
    try {
      const before = work.entries.length;
      for (const notice of recoveryOf(work.state(), positioned)) work.apply(notice);
      const items = work.take(positioned);
      if (isOurs(positioned)) continue;
      work.move(heardFrom(work.state(), providerOf(positioned.item), positioned.received_at));
      outcomes.push(outcomeOf(positioned, items, work.entries.slice(before)));
    } catch (error) {
      unappliable.push({ item: positioned, error });
    }
  }
  const state = withConflict(work.state());
  const conflict = state !== work.state() && state.score_conflict !== undefined;
  const { entries, revisions } = work;
  const write = { state, position: position ?? START, entries, revisions, feeds: work.feeds() };
  const dirty = state !== start || (stored !== undefined && write.feeds !== stored.feeds);
  return { write, dirty, unappliable, outcomes, conflict, missing: work.missing() };
}

/** A feed that viewers were told is in trouble, and that speaks again, is well. */
function recoveryOf(state: MatchState, positioned: PositionedItem): MatchItem[] {
  if (isOurs(positioned)) return [];
  const feed = recovery(state, providerOf(positioned.item), positioned.received_at);
  return feed ? [{ kind: "feed", feed }] : [];
}

/** What we found out ourselves: no feed was heard by it. */
function isOurs({ item }: PositionedItem): boolean {
  return item.kind === "feed" || item.kind === "correction";
}

function outcomeOf({ item, received_at }: PositionedItem, items: number, entries: LogEntry[]): Outcome {
  const processed = entries.filter((entry) => entry.item.kind !== "feed").length;
  // A feed that takes over tells more than this one item.
  return { provider: providerOf(item), received_at, processed, duplicate: Math.max(0, items - processed) };
}

const START: StreamPosition = { sequence_number: "0", item: 0 };

/** Sequence numbers of one partition key only ever grow, but they are too long for a number. */
function isAfter(a: StreamPosition, b: StreamPosition): boolean {
  if (a.sequence_number === b.sequence_number) return a.item > b.item;
  return BigInt(a.sequence_number) > BigInt(b.sequence_number);
}
