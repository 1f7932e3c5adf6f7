import { type MatchState, otherSide, type Score, type Side, tallyOf } from "./state.ts";

/**
 * Adds the difference of two tallies to the score of `before`. A score that a feed has given at or after `happenedAt`
 * includes it already and stays.
 *
 * @param happenedAt the time of the event that made the difference, RFC 3339 UTC
 */
export function movedScore(before: MatchState, after: MatchState, happenedAt?: string): Score {
  const { home_score, away_score, score_given_at } = before;
  const isInGiven = happenedAt !== undefined && score_given_at !== undefined && happenedAt <= score_given_at;
  if (isInGiven) return { home_score, away_score };
  const moved = (side: Side, score: number) =>
    Math.max(0, score + goalsFor(after, side) - goalsFor(before, side));
  return { home_score: moved("home", home_score), away_score: moved("away", away_score) };
}

/** Counts the goals for a side: its own, and the own goals of the other side. */
export function goalsFor(state: MatchState, side: Side): number {
  return (tallyOf(state, side)?.goals ?? 0) + (tallyOf(state, otherSide(side))?.own_goals ?? 0);
}
