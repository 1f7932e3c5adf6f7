import type { League, Team } from "../../match/event.ts";
import { defined } from "./fields.ts";

/** A team, league or player by the vendor's id, without our prefix. */
export interface Named {
  id: string;
  name?: string;
}

/** A team, league or player as far as the vendor names it. */
export interface PartlyNamed {
  id?: string | undefined;
  name?: string | undefined;
}

/** Our id of a match, team, player or league of a vendor. */
export function ourId(provider: string, id: string): string {
  return `${provider}-${id}`;
}

/** A side of a match. A team the vendor names but has no id for gets one that is good for this match. */
export function teamOf(
  provider: string,
  match_id: string,
  side: "home" | "away",
  given: PartlyNamed,
): Team | undefined {
  if (given.id === undefined && given.name === undefined) return undefined;
  const id = given.id === undefined ? `${match_id}:${side}` : ourId(provider, given.id);
  return defined<Team>({ id, name: given.name });
}

export function leagueOf(provider: string, given: PartlyNamed): League | undefined {
  return given.id === undefined
    ? undefined
    : defined<League>({ id: ourId(provider, given.id), name: given.name });
}
