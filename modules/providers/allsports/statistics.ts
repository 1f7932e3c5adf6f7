import type { FiguresByTeam } from "../../match/figures.ts";
import { isFields } from "../kit/fields.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../kit/figures.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
import type { Match } from "./body.ts";

/** Cards are left out: only the events tell second yellow cards apart. */
const WORDS: FigureWords = new Map([
  ["shots total", "shots"],
  ["shots on goal", "shots_on_target"],
  ["ball possession", "possession"],
  ["passes total", "passes"],
  ["corners", "corners"],
  ["fouls", "fouls"],
  ["offsides", "offsides"],
]);

/** Reads the vendor's counts of each team, `[{type, home, away}]`. */
export function figuresIn(
  { statistics }: Match,
  { home_team, away_team }: VendorSnapshot,
): FiguresByTeam | undefined {
  const listed = Array.isArray(statistics) ? statistics.filter(isFields) : [];
  const figures = (side: "home" | "away") =>
    figuresOf(
      listed.map((one) => [one.type, one[side]]),
      WORDS,
    );
  return figuresByTeam([
    [home_team?.id, figures("home")],
    [away_team?.id, figures("away")],
  ]);
}
