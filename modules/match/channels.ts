import type { LogEntry } from "./entry.ts";
import type { MatchState } from "./state.ts";
import { isLive } from "./status.ts";

/** Public channels are anyone's, the others need a token; on presence channels viewers see one another. */
export type ChannelKind = "public" | "private" | "presence";

export interface Channel {
  /** As it is stored: `match:1`, `private-match:1`, `presence-league:2`, `all`. */
  name: string;
  kind: ChannelKind;
  /** What it is about: the name of the public channel, `match:1`. */
  topic: string;
}

/** The channel of one match, where its viewers are. */
export function matchChannel(matchId: string): string {
  return `match:${matchId}`;
}

/** The match a channel is about, if it is one of the channels of one match, by whatever name. */
export function matchOf(name: string): string | undefined {
  const topic = canonicalChannel(name)?.topic;
  return topic?.startsWith("match:") ? topic.slice("match:".length) : undefined;
}

const ID = "[A-Za-z0-9._:~-]{1,128}";
const TOPIC = new RegExp(`^(?:live:all|all|(?:match|league|team):${ID})$`);
const KIND = /^(private|presence)-/;
const OTHER_NAMES: readonly [name: RegExp, topic: (id: string) => string][] = [
  [/^sports\.football$/, () => "all"],
  // Before the league: a match is named under its league, whose id does not matter then.
  [new RegExp(`^sports\\.football\\.leagues\\.${ID}?\\.matches\\.(${ID})$`), matchChannel],
  [new RegExp(`^sports\\.football\\.leagues\\.(${ID})$`), (id) => `league:${id}`],
  [new RegExp(`^sports\\.football\\.teams\\.(${ID})$`), (id) => `team:${id}`],
];

/**
 * The channel of that name, if there is one. `sports.football`, `sports.football.leagues.{league}`,
 * `sports.football.leagues.{league}.matches.{match}` and `sports.football.teams.{team}` are other names of
 * `all`, `league:{league}`, `match:{match}` and `team:{team}`, and have the same prefixes.
 */
export function canonicalChannel(name: string): Channel | undefined {
  const prefix = KIND.exec(name);
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

/** The name of the channel of a kind that is about `topic`. */
export function channelOf(kind: ChannelKind, topic: string): string {
  return kind === "public" ? topic : `${kind}-${topic}`;
}

/** Private and presence channels need a token that allows them. */
export function needsToken(channel: string): boolean {
  return KIND.test(channel);
}

/** What an entry of `match` is about. The frame that ends a match still goes to `live:all`. */
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
