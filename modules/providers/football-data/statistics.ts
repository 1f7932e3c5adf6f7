import type { FiguresByTeam } from "../../match/figures.ts";
import { isFields } from "../custom/fields.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../snapshots/figures.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Match } from "./body.ts";

const WORDS: FigureWords = new Map([
  ["shots", "shots"],
  ["shots_on_goal", "shots_on_target"],
  ["ball_possession", "possession"],
  ["corner_kicks", "corners"],
  ["fouls", "fouls"],
  ["offsides", "offsides"],
  ["yellow_cards", "yellow_cards"],
  ["yellow_red_cards", "second_yellow_cards"],
  ["red_cards", "red_cards"],
]);

/** What the vendor counts of each team, which is in bodies of paid plans. */
export function figuresIn(
  { homeTeam, awayTeam }: Match,
  { home_team, away_team }: Snapshot,
): FiguresByTeam | undefined {
  const told = (statistics: unknown) =>
    figuresOf(isFields(statistics) ? Object.entries(statistics) : [], WORDS);
  return figuresByTeam([
    [home_team?.id, told(homeTeam.statistics)],
    [away_team?.id, told(awayTeam.statistics)],
  ]);
}
