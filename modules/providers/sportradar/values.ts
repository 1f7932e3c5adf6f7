import type { Side } from "../../match/state.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import type { Score } from "../kit/goals.ts";
import { instantOf } from "../kit/instants.ts";
import { countOf, idOf, textOf } from "../kit/loose.ts";
import { teamOf } from "../kit/named.ts";
import { PROVIDER } from "./ids.ts";

/** RFC 3339 UTC of a time of the vendor; undefined for anything else, and for years before 1970. */
export function timeOf(value: unknown): string | undefined {
  const time = instantOf(value);
  return time !== undefined && time >= "1970" && time < "2200" && time.length === 24 ? time : undefined;
}

export function scoreOf(home_score: unknown, away_score: unknown): Score | undefined {
  const [home, away] = [countOf(home_score), countOf(away_score)];
  return home === undefined || away === undefined ? undefined : { home, away };
}

/**
 * Reads the score of a match without the kicks of a shootout. After a shootout it adds up the periods, because the
 * vendor's own sum may include the kicks.
 */
export function matchScore({ home_score, away_score, period_scores }: Fields): Score | undefined {
  const total = scoreOf(home_score, away_score);
  const periods = Array.isArray(period_scores) ? period_scores.filter(isFields) : [];
  const played = periods.filter(({ type }) => type !== "penalties");
  if (played.length === periods.length || played.length === 0) return total;
  const scores = played.map((period) => scoreOf(period.home_score, period.away_score));
  return scores.reduce((sum, one) => sum && one && { home: sum.home + one.home, away: sum.away + one.away });
}

/** The teams, as far as the body names them. */
export type Teams = Partial<Record<Side, ReturnType<typeof teamOf>>>;

export function teamsOf({ competitors }: Fields, match_id: string): Teams {
  const listed = Array.isArray(competitors) ? competitors.filter(isFields) : [];
  const of = (side: Side) => {
    const { id, name } = listed.find(({ qualifier }) => qualifier === side) ?? {};
    return teamOf(PROVIDER, match_id, side, { id: idOf(id), name: textOf(name) });
  };
  return { home: of("home"), away: of("away") };
}
