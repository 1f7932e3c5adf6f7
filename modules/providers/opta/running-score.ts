import { count, type Fields } from "./values.ts";

export type Score = readonly [home: number, away: number];

/** The score an entry of MA1 says there was after it. */
export function runningScore({ homeScore, awayScore }: Fields): Score {
  return [count(homeScore) ?? 0, count(awayScore) ?? 0];
}

/**
 * The side that scored when it came to this score: by the one a goal earlier, wherever in the list that is.
 *
 * @param scores after every goal of the match
 */
export function sideThatScored([home, away]: Score, scores: readonly Score[]): "home" | "away" | undefined {
  const before: readonly Score[] = home + away === 1 ? [[0, 0]] : scores;
  const one = before.find(([h, a]) => h + a === home + away - 1);
  if (one === undefined) return undefined;
  return home > one[0] ? "home" : away > one[1] ? "away" : undefined;
}
