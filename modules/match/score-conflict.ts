import { goalsFor } from "./score.ts";
import type { MatchState, Score } from "./state.ts";

/**
 * By how much the score shown, which is the vendor's, is above the one its events add up to. Undefined where they
 * agree, or cannot disagree: a feed that tells scores and no events contradicts nobody, without both teams it is
 * not known whose goals were counted, and a match that is awarded is not decided by goals.
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

/** The state with its conflict noted, or with none; the same state if that is as it was. */
export function withConflict(state: MatchState): MatchState {
  const found = conflictOf(state);
  const { score_conflict: known, ...rest } = state;
  if (found?.home === known?.home && found?.away === known?.away) return state;
  return found ? { ...rest, score_conflict: found } : rest;
}
