import type { FiguresByTeam, TeamFigures } from "./figures.ts";
import type { GivenStats } from "./given-stats.ts";
import type { MatchState } from "./state.ts";
import type { Tally } from "./tally.ts";

/** Adds the figures of a report to the state; returns the same state if it shows them already. */
export function withGivenStats(state: MatchState, reported: FiguresByTeam | undefined): MatchState {
  if (!reported) return state;
  const known = state.given_stats ?? {};
  // Figures of teams that do not play are dropped: each report could name other teams.
  const playing = [state.home_team, state.away_team].flatMap((team) => (team ? [team.id] : []));
  const teams = new Set([...playing.filter((id) => Object.hasOwn(known, id)), ...Object.keys(reported)]);
  const given_stats = Object.fromEntries(
    Array.from(teams, (id) => [id, givenTo(known[id], reported[id], state.tallies[id])]),
  );
  return isSame(given_stats, known) ? state : { ...state, given_stats };
}

/** Keeps the last given figure where a report leaves it out. */
function givenTo(
  known: GivenStats | undefined,
  reported: TeamFigures | undefined,
  tally: Tally = {},
): GivenStats {
  const { possession = known?.possession, xg, ...counts } = reported ?? {};
  const beyond: Tally = { ...known?.beyond };
  for (const [count, value] of Object.entries(counts) as [keyof typeof counts, number | undefined][]) {
    if (value !== undefined) beyond[count] = value - (tally[count] ?? 0);
  }
  if (xg !== undefined) beyond.xg_thousandths = Math.round(xg * 1000) - (tally.xg_thousandths ?? 0);
  return { beyond, ...(possession === undefined ? {} : { possession }) };
}

function isSame(a: Record<string, GivenStats>, b: Record<string, GivenStats>): boolean {
  const sorted = (given: Record<string, GivenStats>) =>
    JSON.stringify(
      Object.entries(given)
        .map(([id, { beyond, possession }]) => [id, Object.entries(beyond).sort(byKey), possession] as const)
        .sort(byKey),
    );
  return sorted(a) === sorted(b);
}

function byKey([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : 1;
}
