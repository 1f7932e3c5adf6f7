import type { MatchEvent } from "./event.ts";
import type { MatchState } from "./state.ts";

/**
 * The event with its team as the match has it, where the feed only says which side it was: adapters make
 * `<match id>:home` of that. A feed that says it so in a push and by the team's id in its REST API, whichever
 * of the two comes first, tells one event and no correction of it.
 */
export function withTeamOfSide(
  event: MatchEvent,
  { match_id, home_team, away_team }: MatchState,
): MatchEvent {
  const team = { [`${match_id}:home`]: home_team, [`${match_id}:away`]: away_team }[event.team_id ?? ""];
  if (!team || team.id === event.team_id) return event;
  const { id, name } = team;
  // As an adapter writes it that knows the team.
  return {
    ...event,
    team_id: id,
    metadata: { ...(name === undefined ? {} : { team_name: name }), ...event.metadata },
  };
}
