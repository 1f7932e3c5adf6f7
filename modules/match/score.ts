import { type MatchState, otherSide, type Score, type Side, tallyOf } from "./state.ts";

/**
 * The score of `before` moved by what the tallies of `after` count more or less, unless a feed has given a score
 * since: what happened up to then is in that already.
 *
 * @param happenedAt RFC 3339 UTC of what made the difference
 */
export function movedScore(before: MatchState, after: MatchState, happenedAt?: string): Score {
  const { home_score, away_score, score_given_at } = before;
  const isInGiven = happenedAt !== undefined && score_given_at !== undefined && happenedAt <= score_given_at;
  if (isInGiven) return { home_score, away_score };
  const moved = (side: Side, score: number) =>
    Math.max(0, score + goalsFor(after, side) - goalsFor(before, side));
  return { home_score: moved("home", home_score), away_score: moved("away", away_score) };
}

/** The goals counted for a side: its own, and the own goals of the other. */
export function goalsFor(state: MatchState, side: Side): number {
  return (tallyOf(state, side)?.goals ?? 0) + (tallyOf(state, otherSide(side))?.own_goals ?? 0);
}
