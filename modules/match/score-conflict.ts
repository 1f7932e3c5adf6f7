import { goalsFor } from "./score.ts";
import type { MatchState, Score } from "./state.ts";

/**
 * The vendor's score minus the sum of its goals. Undefined where they agree or cannot disagree: a feed of scores
 * without events, a match whose teams are not both known, and a match that was awarded.
 */
function conflictOf(state: MatchState): MatchState["score_conflict"] {
  if (state.score_given_at === undefined || state.status === "awarded") return undefined;
  if (!state.home_team || !state.away_team || Object.keys(state.tallies).length === 0) return undefined;
  const counted = countedScore(state);
  const home = state.home_score - counted.home_score;
  const away = state.away_score - counted.away_score;
  return home === 0 && away === 0 ? undefined : { home, away };
}

export function countedScore(state: MatchState): Score {
  return { home_score: goalsFor(state, "home"), away_score: goalsFor(state, "away") };
}

/** Notes the score conflict of a state, or removes it; returns the same state if it has not changed. */
export function withConflict(state: MatchState): MatchState {
  const found = conflictOf(state);
  const { score_conflict: known, ...rest } = state;
  if (found?.home === known?.home && found?.away === known?.away) return state;
  return found ? { ...rest, score_conflict: found } : rest;
}
