import type { StreamItem } from "../../modules/match/event.ts";
import { matchIdOf } from "../../modules/match/event.ts";
import {
  ENDED_STATUSES,
  reportedStatuses,
  type TrackedMatch,
  type TrackedMatches,
} from "../../modules/polling/tracked-matches.ts";
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
  hasArrivedSince(matchId: string, mark: number): boolean;
  /** When the last message about the match arrived, in milliseconds since the epoch; 0 if none did. */
  lastArrivalAt(matchId: string): number;
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
    hasArrivedSince: (matchId, mark) => (last.get(matchId)?.place ?? 0) > mark,
    lastArrivalAt: (matchId) => last.get(matchId)?.at ?? 0,
  };
}

/** Splits the items of a body into one message per match. */
export function messagesByMatch(items: readonly StreamItem[], received_at: string): MatchMessage[] {
  return [...Map.groupBy(items, matchIdOf)].map(([match_id, all]) => ({ match_id, items: all, received_at }));
}

/** Updates the tracked matches by the statuses of a message; a match that is over is tracked no more. */
export function afterMessage(matches: TrackedMatches, items: readonly StreamItem[]): TrackedMatches {
  const next: Record<string, TrackedMatch> = { ...matches };
  for (const [id, reported] of reportedStatuses(items)) {
    const { asked_at, status: before } = next[id] ?? {};
    const status = reported ?? before;
    if (ENDED_STATUSES.has(status)) delete next[id];
    else next[id] = { status, asked_at, closings: 0 };
  }
  return next;
}
