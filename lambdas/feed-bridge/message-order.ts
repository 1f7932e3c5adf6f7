import type { StreamItem } from "../../modules/match/event.ts";
import { matchIdOf } from "../../modules/match/event.ts";
import { type Matches, OVER, statusesIn, type Tracked } from "../../modules/polling/tracking.ts";
import type { MatchMessage } from "./publish-queue.ts";

/** Matches of a whole weekend. */
const MAX_REMEMBERED = 5_000;

/** The order in which messages arrived, finer than any clock. */
export interface MessageOrder {
  /** The current place in that order. */
  mark(): number;
  /** Records a message about the match. @param at milliseconds since the epoch */
  record(matchId: string, at: number): void;
  /** Whether a message about the match arrived after `mark`. */
  since(matchId: string, mark: number): boolean;
  /** When the last message about the match arrived; 0 if none did. */
  at(matchId: string): number;
}

export function messageOrder(): MessageOrder {
  let count = 0;
  const last = new Map<string, { place: number; at: number }>();
  return {
    mark: () => count,
    record(matchId, at) {
      count += 1;
      // Moves the match to the end, so that the first one is always the oldest.
      last.delete(matchId);
      last.set(matchId, { place: count, at });
      const [oldest] = last.keys();
      if (last.size > MAX_REMEMBERED && oldest !== undefined) last.delete(oldest);
    },
    since: (matchId, mark) => (last.get(matchId)?.place ?? 0) > mark,
    at: (matchId) => last.get(matchId)?.at ?? 0,
  };
}

/** Splits the items of a body into one message per match. */
export function messagesByMatch(items: readonly StreamItem[], received_at: string): MatchMessage[] {
  return [...Map.groupBy(items, matchIdOf)].map(([match_id, all]) => ({ match_id, items: all, received_at }));
}

/** Updates the tracked matches by the statuses of a message; a match that is over is tracked no more. */
export function afterMessage(matches: Matches, items: readonly StreamItem[]): Matches {
  const next: Record<string, Tracked> = { ...matches };
  for (const [id, reported] of statusesIn(items)) {
    const { asked_at, status: before } = next[id] ?? {};
    const status = reported ?? before;
    if (OVER.has(status)) delete next[id];
    else next[id] = { status, asked_at, closings: 0 };
  }
  return next;
}
