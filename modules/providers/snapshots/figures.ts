import {
  type Figure,
  type FiguresByTeam,
  MAX_TEAMS,
  type TeamFigures,
  teamFigures,
} from "../../match/figures.ts";

/** A vendor's words for our figures, in lower case. */
export type FigureWords = ReadonlyMap<string, Figure>;

/** Our figures among a vendor's statistics of a team: numbers, or text such as `58%`. Whatever else says nothing. */
export function figuresOf(
  statistics: Iterable<readonly [word: unknown, value: unknown]>,
  words: FigureWords,
): TeamFigures {
  const figures: TeamFigures = {};
  for (const [word, value] of statistics) {
    const figure = typeof word === "string" ? words.get(word.trim().toLowerCase()) : undefined;
    if (figure === undefined) continue;
    const told = teamFigures.shape[figure].safeParse(numberOf(value));
    if (told.success && told.data !== undefined) figures[figure] = told.data;
  }
  return figures;
}

const NUMBER = /^\d{1,9}(?:\.\d{1,9})? ?%?$/;

function numberOf(value: unknown): unknown {
  return typeof value === "string" && NUMBER.test(value.trim()) ? Number.parseFloat(value) : value;
}

/** What a report says of the teams by our ids; nothing if no figure is told. */
export function figuresByTeam(
  teams: readonly (readonly [id: string | undefined, figures: TeamFigures])[],
): FiguresByTeam | undefined {
  const told = teams.flatMap(([id, figures]) =>
    id === undefined || Object.keys(figures).length === 0 ? [] : [[id, figures] as const],
  );
  return told.length === 0 ? undefined : Object.fromEntries(told.slice(0, MAX_TEAMS));
}
