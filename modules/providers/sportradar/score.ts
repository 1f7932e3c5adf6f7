import { type Fields, isFields } from "../custom/fields.ts";
import { countOf } from "../kit/loose.ts";
import type { Score } from "../snapshots/snapshot.ts";

export function scoreOf(home_score: unknown, away_score: unknown): Score | undefined {
  const [home, away] = [countOf(home_score), countOf(away_score)];
  return home === undefined || away === undefined ? undefined : { home, away };
}

/**
 * The score of a match, which a shootout is no part of. After one it is added up from the periods played, so
 * that it does not matter whether the vendor's own sum has the kicks in it.
 */
export function headline({ home_score, away_score, period_scores }: Fields): Score | undefined {
  const told = scoreOf(home_score, away_score);
  const periods = Array.isArray(period_scores) ? period_scores.filter(isFields) : [];
  const played = periods.filter(({ type }) => type !== "penalties");
  if (played.length === periods.length || played.length === 0) return told;
  const scores = played.map((period) => scoreOf(period.home_score, period.away_score));
  return scores.reduce((sum, one) => sum && one && { home: sum.home + one.home, away: sum.away + one.away });
}
