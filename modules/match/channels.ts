import { type ChannelKind, channelOf, KIND_PREFIX } from "./channel-kind.ts";
import type { LogEntry } from "./entry.ts";
import type { MatchState } from "./state.ts";
import { isLive } from "./status.ts";

export interface Channel {
  /** The stored name: `match:1`, `private-match:1`, `presence-league:2`, `all`. */
  name: string;
  kind: ChannelKind;
  /** The name of the public channel on the same subject, `match:1`. */
  topic: string;
}

/** Names the public channel of one match. */
export function matchChannel(matchId: string): string {
  return `match:${matchId}`;
}

/** Finds the match of a channel; undefined for channels of several matches. Takes every name a channel has. */
export function matchIdOfChannel(name: string): string | undefined {
  const topic = canonicalChannel(name)?.topic;
  return topic?.startsWith("match:") ? topic.slice("match:".length) : undefined;
}

const ID = "[A-Za-z0-9._:~-]{1,128}";
const TOPIC = new RegExp(`^(?:live:all|all|(?:match|league|team):${ID})$`);
const OTHER_NAMES: readonly [name: RegExp, topic: (id: string) => string][] = [
  [/^sports\.football$/, () => "all"],
  // This pattern precedes the one of a league: it ignores the league that a match is named under.
  [new RegExp(`^sports\\.football\\.leagues\\.${ID}?\\.matches\\.(${ID})$`), matchChannel],
  [new RegExp(`^sports\\.football\\.leagues\\.(${ID})$`), (id) => `league:${id}`],
  [new RegExp(`^sports\\.football\\.teams\\.(${ID})$`), (id) => `team:${id}`],
];

/**
 * Finds the channel of a name; undefined if there is none. `sports.football`, `sports.football.leagues.{league}`,
 * `sports.football.leagues.{league}.matches.{match}` and `sports.football.teams.{team}` are other names of
 * `all`, `league:{league}`, `match:{match}` and `team:{team}`, and have the same prefixes.
 */
export function canonicalChannel(name: string): Channel | undefined {
  const prefix = KIND_PREFIX.exec(name);
  const kind = (prefix?.[1] ?? "public") as ChannelKind;
  const topic = topicOf(prefix ? name.slice(prefix[0].length) : name);
  return topic === undefined ? undefined : { name: channelOf(kind, topic), kind, topic };
}

function topicOf(name: string): string | undefined {
  if (TOPIC.test(name)) return name;
  for (const [pattern, topic] of OTHER_NAMES) {
    const match = pattern.exec(name);
    if (match) return topic(match[1] ?? "");
  }
  return undefined;
}

/** The topics of an entry. The frame that ends a match still goes to `live:all`. */
export function topicsOf(match: MatchState, entry: Pick<LogEntry, "state" | "changes">): string[] {
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
