import type { FiguresByTeam } from "../../match/figures.ts";
import { isFields } from "../custom/fields.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../snapshots/figures.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Match } from "./body.ts";

/** Not the cards, whose second yellow ones are only told apart by the events. */
const WORDS: FigureWords = new Map([
  ["shots total", "shots"],
  ["shots on goal", "shots_on_target"],
  ["ball possession", "possession"],
  ["passes total", "passes"],
  ["corners", "corners"],
  ["fouls", "fouls"],
  ["offsides", "offsides"],
]);

/** What the vendor counts of each team, `[{type, home, away}]`. */
export function figuresIn(
  { statistics }: Match,
  { home_team, away_team }: Snapshot,
): FiguresByTeam | undefined {
  const listed = Array.isArray(statistics) ? statistics.filter(isFields) : [];
  const told = (side: "home" | "away") =>
    figuresOf(
      listed.map((one) => [one.type, one[side]]),
      WORDS,
    );
  return figuresByTeam([
    [home_team?.id, told("home")],
    [away_team?.id, told("away")],
  ]);
}
