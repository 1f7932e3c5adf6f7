import {
  type Figure,
  type FiguresByTeam,
  MAX_TEAMS,
  type TeamFigures,
  teamFigures,
} from "../../match/figures.ts";

/** A vendor's names of our figures, in lower case. */
export type FigureWords = ReadonlyMap<string, Figure>;

/** Reads our figures from a vendor's statistics of a team: numbers, or text such as `58%`. Skips anything else. */
export function figuresOf(
  statistics: Iterable<readonly [word: unknown, value: unknown]>,
  words: FigureWords,
): TeamFigures {
  const figures: TeamFigures = {};
  for (const [word, value] of statistics) {
    const figure = typeof word === "string" ? words.get(word.trim().toLowerCase()) : undefined;
    if (figure === undefined) continue;
    const read = teamFigures.shape[figure].safeParse(numberOf(value));
    if (read.success && read.data !== undefined) figures[figure] = read.data;
  }
  return figures;
}

const NUMBER = /^\d{1,9}(?:\.\d{1,9})? ?%?$/;

function numberOf(value: unknown): unknown {
  return typeof value === "string" && NUMBER.test(value.trim()) ? Number.parseFloat(value) : value;
}

/** Groups figures by our team ids; undefined if there are none. */
export function figuresByTeam(
  teams: readonly (readonly [id: string | undefined, figures: TeamFigures])[],
): FiguresByTeam | undefined {
  const known = teams.flatMap(([id, figures]) =>
    id === undefined || Object.keys(figures).length === 0 ? [] : [[id, figures] as const],
  );
  return known.length === 0 ? undefined : Object.fromEntries(known.slice(0, MAX_TEAMS));
}
