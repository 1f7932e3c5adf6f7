import * as z from "zod";
import { id } from "./text.ts";

/** More than a match has of anything. */
const count = z.int().min(0).max(5_000);

/**
 * A vendor's own counts of one team; a missing figure is unknown. Each figure means what it does in `TeamStats`.
 * Saves are left out: they follow from the shots on target and the goals of the other team.
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

/** Replaces the team ids of figures. */
export function withTeamIds(figures: FiguresByTeam, idOf: (teamId: string) => string): FiguresByTeam {
  return Object.fromEntries(Object.entries(figures).map(([team, given]) => [idOf(team), given]));
}

/** Merges the figures of two reports; the later one wins where both name a figure. */
export function mergedFigures(earlier: FiguresByTeam, later: FiguresByTeam): FiguresByTeam {
  const teams = new Set([
    ...Object.keys(earlier).filter((id) => !Object.hasOwn(later, id)),
    ...Object.keys(later),
  ]);
  return Object.fromEntries(
    Array.from(teams, (id) => [id, { ...earlier[id], ...later[id] }]).slice(-MAX_TEAMS),
  );
}
