import { channelOf, KIND_PREFIX } from "../../modules/match/channel-kind.ts";
import { isLive } from "./codes.ts";
import type { EventType, League, MatchFrame, Status, Team } from "./frames.ts";

/** Public channels are anyone's, the others need a token; on presence channels viewers see one another. */
export type Kind = "public" | "private" | "presence";

/** A viewer's interest: the wire knows it as a channel, `private-match:1`. */
export interface Interest {
  /** The name of the public channel: `match:1`, `league:2`, `live:all`. */
  topic: string;
  kind: Kind;
  channel: string;
  /** Of the events, only these; all if missing. */
  types?: readonly EventType[] | undefined;
}

/** The match a channel is about, if it is about one. */
export function matchOf(channel: string): string | undefined {
  return /^match:(.+)/.exec(channel.replace(KIND_PREFIX, ""))?.[1];
}

/** Whether a frame tells where the match stands, and of no entry of its own. */
export function isSnapshot({ type, seq, prev_seq }: MatchFrame): boolean {
  return type === "match_update" && seq === prev_seq;
}

/** Channels to be subscribed to, with their filter: event types with commas between, or nothing. */
export type Wanted = Map<string, string>;

/**
 * One channel a topic: the one that shows most, of those not refused, with a filter that lets through what any of
 * the interests wants. Who sees less gets its part of it.
 */
export function wantedBy(interests: Iterable<Interest>, refused: ReadonlySet<string>): Wanted {
  const topics = new Map<string, Pick<Interest, "kind" | "types">>();
  for (const { topic, kind, types, channel } of interests) {
    if (refused.has(channel)) continue;
    const other = topics.get(topic) ?? { kind, types };
    topics.set(topic, {
      // In the order of the alphabet, the first shows most.
      kind: [kind, other.kind].sort()[0] ?? kind,
      types: types && other.types && [...types, ...other.types],
    });
  }
  return new Map(
    Array.from(topics, ([topic, { kind, types }]) => [
      channelOf(kind, topic),
      [...new Set(types)].sort().join(),
    ]),
  );
}

/** The league and the teams of a match, which decide the topics it belongs to. */
export interface LeagueAndTeams {
  league?: League | null;
  home_team?: Team | null;
  away_team?: Team | null;
}

/**
 * Whether a frame belongs to a topic, as the server sees it. What is not known about the match yet counts as yes.
 *
 * @param before status before the frame's entry: what ends a match still belongs to `live:all`
 */
export function covers(
  topic: string,
  { match_id, state }: MatchFrame,
  about: LeagueAndTeams | undefined,
  before: Status,
): boolean {
  const topics = [
    "all",
    isLive(state.status) || isLive(before) ? "live:all" : "",
    `match:${match_id}`,
    `league:${about?.league?.id}`,
    `team:${about?.home_team?.id}`,
    `team:${about?.away_team?.id}`,
  ];
  return topics.includes(topic) || (!about && /^[lt]e/.test(topic));
}
