import type { MatchItem } from "./event.ts";
import type { MatchState, Score } from "./state.ts";
import { STATUSES, type Status } from "./status.ts";

/** Statuses a match reaches only after its first half. */
const AFTERWARDS = STATUSES.slice(STATUSES.indexOf("half_time"), STATUSES.indexOf("finished") + 1);
const EARLIER: readonly Status[] = ["scheduled", "first_half"];

/**
 * Keeps the score at half-time: the score when the first half ended, plus later corrections of the first half.
 * A match that was never seen in its first half, or that goes back to it, has none.
 */
export function withHalfTime(before: MatchState, after: MatchState, item: MatchItem): MatchState {
  const { half_time: known, ...rest } = after;
  if (EARLIER.includes(after.status)) return rest;
  if (before.status === "first_half" && AFTERWARDS.includes(after.status)) {
    const { home_score, away_score } = after.status === "half_time" ? after : before;
    return { ...rest, half_time: { home_score, away_score } };
  }
  if (!known || item.kind !== "event" || item.event.period !== "first_half") return after;
  return { ...rest, half_time: moved(known, before, after) };
}

function moved(score: Score, before: Score, after: Score): Score {
  return {
    home_score: Math.max(0, score.home_score + after.home_score - before.home_score),
    away_score: Math.max(0, score.away_score + after.away_score - before.away_score),
  };
}
