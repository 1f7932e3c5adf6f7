import type { StreamItem } from "../../modules/match/event.ts";
import { matchIdOf } from "../../modules/match/event.ts";
import { type Matches, OVER, statusesIn, type Tracked } from "../../modules/polling/tracking.ts";
import type { MatchMessage } from "./publish-queue.ts";

/** Matches of a whole weekend. */
const MAX_REMEMBERED = 5_000;

/** The order in which things were heard, finer than any clock. */
export interface MessageOrder {
  /** Now, as a place in that order. */
  mark(): number;
  /** The stream has spoken of the match. @param at milliseconds since the epoch */
  note(matchId: string, at: number): void;
  /** Whether the stream has spoken of the match after `mark`. */
  since(matchId: string, mark: number): boolean;
  /** When the stream last spoke of the match; 0 if it has not. */
  at(matchId: string): number;
}

export function messageOrder(): MessageOrder {
  let count = 0;
  const last = new Map<string, { place: number; at: number }>();
  return {
    mark: () => count,
    note(matchId, at) {
      count += 1;
      // Behind all others, so that the first one is always the oldest.
      last.delete(matchId);
      last.set(matchId, { place: count, at });
      const [oldest] = last.keys();
      if (last.size > MAX_REMEMBERED && oldest !== undefined) last.delete(oldest);
    },
    since: (matchId, mark) => (last.get(matchId)?.place ?? 0) > mark,
    at: (matchId) => last.get(matchId)?.at ?? 0,
  };
}

/** What a body says, match by match. */
export function messagesByMatch(items: readonly StreamItem[], received_at: string): MatchMessage[] {
  return [...Map.groupBy(items, matchIdOf)].map(([match_id, all]) => ({ match_id, items: all, received_at }));
}

/** What the stream has said of matches, among those that are followed; one that it said is over needs no more. */
export function afterMessage(matches: Matches, items: readonly StreamItem[]): Matches {
  const next: Record<string, Tracked> = { ...matches };
  for (const [id, told] of statusesIn(items)) {
    const { asked_at, status: before } = next[id] ?? {};
    const status = told ?? before;
    if (OVER.has(status)) delete next[id];
    else next[id] = { status, asked_at, closings: 0 };
  }
  return next;
}
