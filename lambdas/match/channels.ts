import type { LogEntry } from "./entry.ts";
import type { MatchState } from "./state.ts";
import { isLive } from "./status.ts";

/** The channel of one match, where its viewers are. */
export function matchChannel(matchId: string): string {
  return `match:${matchId}`;
}

/** The match a channel is about, if it is the channel of one match. */
export function matchOf(channel: string): string | undefined {
  return channel.startsWith("match:") ? channel.slice("match:".length) : undefined;
}

const FIXED = new Set(["live:all", "all"]);
const BY_ID = /^(match|league|team):[A-Za-z0-9._:~-]{1,128}$/;

export function isPublicChannel(channel: string): boolean {
  return FIXED.has(channel) || BY_ID.test(channel);
}

/** Private and presence channels need a token that allows them. */
export function needsToken(channel: string): boolean {
  return channel.startsWith("private-") || channel.startsWith("presence-");
}

/** The public channels an entry of `match` belongs to. The frame that ends a match still goes to `live:all`. */
export function publicChannels(match: MatchState, entry: LogEntry): string[] {
  const live = isLive(entry.state.status) || (entry.changes.status && isLive(entry.changes.status.from));
  return [
    matchChannel(match.match_id),
    ...(match.league ? [`league:${match.league.id}`] : []),
    ...(match.home_team ? [`team:${match.home_team.id}`] : []),
    ...(match.away_team ? [`team:${match.away_team.id}`] : []),
    ...(live ? ["live:all"] : []),
    "all",
  ];
}
