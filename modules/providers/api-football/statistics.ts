import type { FiguresByTeam } from "../../match/figures.ts";
import { isFields } from "../kit/fields.ts";
import { type FigureWords, figuresByTeam, figuresOf } from "../kit/figures.ts";
import { named, part } from "../kit/loose.ts";
import type { PartlyNamed } from "../kit/named.ts";

/** Cards are left out: only the events tell second yellow cards apart. */
const WORDS: FigureWords = new Map([
  ["total shots", "shots"],
  ["shots on goal", "shots_on_target"],
  ["expected_goals", "xg"],
  ["ball possession", "possession"],
  ["total passes", "passes"],
  ["corner kicks", "corners"],
  ["fouls", "fouls"],
  ["offsides", "offsides"],
]);

const teamBody = part({ team: named });

/** The statistics of the teams of a match, `[{team, statistics: [{type, value}]}]`. @param idOf our id of a team */
export function figuresIn(
  records: unknown,
  idOf: (team: PartlyNamed) => string | undefined,
): FiguresByTeam | undefined {
  const teams = Array.isArray(records) ? records.filter(isFields) : [];
  return figuresByTeam(
    teams.map((record) => {
      const { statistics } = record;
      const listed = Array.isArray(statistics) ? statistics.filter(isFields) : [];
      const figures = figuresOf(
        listed.map(({ type, value }) => [type, value]),
        WORDS,
      );
      return [idOf(teamBody.parse(record).team), figures];
    }),
  );
}
