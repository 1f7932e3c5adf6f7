import type { FiguresByTeam, TeamFigures } from "./figures.ts";
import type { Given } from "./given-stats.ts";
import type { MatchState } from "./state.ts";
import type { Tally } from "./tally.ts";

/** The state with the figures a report gives; the same state if they are those it shows already. */
export function withGivenStats(state: MatchState, told: FiguresByTeam | undefined): MatchState {
  if (!told) return state;
  const known = state.given_stats ?? {};
  // Of teams that turn out not to be playing nothing is kept: reports could name others each time.
  const playing = [state.home_team, state.away_team].flatMap((team) => (team ? [team.id] : []));
  const teams = new Set([...playing.filter((id) => Object.hasOwn(known, id)), ...Object.keys(told)]);
  const given_stats = Object.fromEntries(
    Array.from(teams, (id) => [id, givenTo(known[id], told[id], state.tallies[id])]),
  );
  return isSame(given_stats, known) ? state : { ...state, given_stats };
}

/** A figure that a report leaves out stays as it was given before. */
function givenTo(known: Given | undefined, told: TeamFigures | undefined, tally: Tally = {}): Given {
  const { possession = known?.possession, xg, ...counts } = told ?? {};
  const beyond: Tally = { ...known?.beyond };
  for (const [count, value] of Object.entries(counts) as [keyof typeof counts, number | undefined][]) {
    if (value !== undefined) beyond[count] = value - (tally[count] ?? 0);
  }
  if (xg !== undefined) beyond.xg_thousandths = Math.round(xg * 1000) - (tally.xg_thousandths ?? 0);
  return { beyond, ...(possession === undefined ? {} : { possession }) };
}

function isSame(a: Record<string, Given>, b: Record<string, Given>): boolean {
  const sorted = (given: Record<string, Given>) =>
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
