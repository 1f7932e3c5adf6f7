import type { FiguresByTeam } from "../../match/figures.ts";
import type { Side } from "../../match/state.ts";
import { isFields } from "../kit/fields.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../kit/figures.ts";
import type { Teams } from "./values.ts";

const WORDS: FigureWords = new Map([
  ["shots_total", "shots"],
  ["shots_on_target", "shots_on_target"],
  ["ball_possession", "possession"],
  ["passes_total", "passes"],
  ["corner_kicks", "corners"],
  ["fouls", "fouls"],
  ["offsides", "offsides"],
  ["yellow_cards", "yellow_cards"],
  ["yellow_red_cards", "second_yellow_cards"],
  ["red_cards", "red_cards"],
  ["substitutions", "substitutions"],
]);

/** Reads the vendor's counts of each team, `totals.competitors[].statistics`. */
export function figuresIn(statistics: unknown, { home, away }: Teams): FiguresByTeam | undefined {
  const totals = isFields(statistics) ? statistics.totals : undefined;
  const competitors = isFields(totals) ? totals.competitors : undefined;
  const listed = Array.isArray(competitors) ? competitors.filter(isFields) : [];
  const figures = (side: Side) => {
    const given = listed.find(({ qualifier }) => qualifier === side)?.statistics;
    return figuresOf(isFields(given) ? Object.entries(given) : [], WORDS);
  };
  return figuresByTeam([
    [home?.id, figures("home")],
    [away?.id, figures("away")],
  ]);
}
