import * as z from "zod";
import { id } from "./text.ts";

/** More than a match has of anything. */
const count = z.int().min(0).max(5_000);

/**
 * What a vendor itself counts of one team; what it does not say is missing. Each figure means what it does in
 * `TeamStats`. Saves are not among them: they follow from the shots on target and the goals of the other team.
 */
export const teamFigures = z.object({
  shots: count.optional(),
  shots_on_target: count.optional(),
  xg: z.number().min(0).max(50).optional(),
  /** Percent. The shares of the two teams need not add up to 100. */
  possession: z.number().min(0).max(100).optional(),
  passes: count.optional(),
  corners: count.optional(),
  fouls: count.optional(),
  offsides: count.optional(),
  penalties: count.optional(),
  yellow_cards: count.optional(),
  second_yellow_cards: count.optional(),
  red_cards: count.optional(),
  substitutions: count.optional(),
});
export type TeamFigures = z.infer<typeof teamFigures>;
export type Figure = keyof TeamFigures;

/** A match has no more. */
export const MAX_TEAMS = 2;

/** The figures of one team or both, by team id. */
export const figuresByTeam = z
  .record(id, teamFigures)
  .refine((teams) => Object.keys(teams).length <= MAX_TEAMS, `must name at most ${MAX_TEAMS} teams`);
export type FiguresByTeam = z.infer<typeof figuresByTeam>;

/** The figures under other ids of their teams. */
export function byTeam(figures: FiguresByTeam, idOf: (teamId: string) => string): FiguresByTeam {
  return Object.fromEntries(Object.entries(figures).map(([team, given]) => [idOf(team), given]));
}

/** What two reports say together; of a figure that both name, the later has it. */
export function together(earlier: FiguresByTeam, later: FiguresByTeam): FiguresByTeam {
  const teams = new Set([
    ...Object.keys(earlier).filter((id) => !Object.hasOwn(later, id)),
    ...Object.keys(later),
  ]);
  return Object.fromEntries(
    Array.from(teams, (id) => [id, { ...earlier[id], ...later[id] }]).slice(-MAX_TEAMS),
  );
}
