import type { FiguresByTeam } from "../../match/figures.ts";
import { isFields } from "../kit/fields.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../kit/figures.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
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

/** Reads the vendor's counts of each team, which only paid plans have. */
export function figuresIn(
  { homeTeam, awayTeam }: Match,
  { home_team, away_team }: VendorSnapshot,
): FiguresByTeam | undefined {
  const figures = (statistics: unknown) =>
    figuresOf(isFields(statistics) ? Object.entries(statistics) : [], WORDS);
  return figuresByTeam([
    [home_team?.id, figures(homeTeam.statistics)],
    [away_team?.id, figures(awayTeam.statistics)],
  ]);
}
