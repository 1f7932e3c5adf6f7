import type { FiguresByTeam } from "../../match/figures.ts";
import { isFields } from "../custom/fields.ts";
import type { SideName } from "../kit/goals.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../snapshots/figures.ts";
import type { Teams } from "./teams.ts";

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

/** What the vendor counts of each team, `totals.competitors[].statistics`. */
export function figuresIn(statistics: unknown, { home, away }: Teams): FiguresByTeam | undefined {
  const totals = isFields(statistics) ? statistics.totals : undefined;
  const competitors = isFields(totals) ? totals.competitors : undefined;
  const listed = Array.isArray(competitors) ? competitors.filter(isFields) : [];
  const told = (side: SideName) => {
    const given = listed.find(({ qualifier }) => qualifier === side)?.statistics;
    return figuresOf(isFields(given) ? Object.entries(given) : [], WORDS);
  };
  return figuresByTeam([
    [home?.id, told("home")],
    [away?.id, told("away")],
  ]);
}
