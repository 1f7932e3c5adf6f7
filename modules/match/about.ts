import type { League, Team } from "./event.ts";
import type { MatchState } from "./state.ts";

/** Names the match of a frame, as far as it is known: a viewer of `live:all` may never have seen it before. */
export interface About extends Pick<MatchState, "sport" | "kick_off" | "half_time"> {
  home_team?: Team;
  away_team?: Team;
  league?: League;
}

/** @param match a match, or its snapshot, in which null stands for an unknown field */
export function aboutOf(
  match: Omit<About, "home_team" | "away_team" | "league"> & {
    home_team?: Team | null;
    away_team?: Team | null;
    league?: League | null;
  },
): About {
  const { sport, kick_off, home_team, away_team, league, half_time } = match;
  return {
    sport,
    ...(kick_off === undefined ? {} : { kick_off }),
    ...(home_team ? { home_team } : {}),
    ...(away_team ? { away_team } : {}),
    ...(league ? { league } : {}),
    ...(half_time === undefined ? {} : { half_time }),
  };
}
