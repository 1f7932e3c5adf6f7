import { canonicalChannel, matchIdOfChannel } from "../match/channels.ts";
import { type ControlFrame, type MessageId, presenceState, subscribed } from "../match/control-frame.ts";
import type { Frame } from "../match/dialects/frame.ts";
import type { Connection } from "../ports/audience.ts";
import { matchSubscriptionsOf } from "./match-subscription.ts";
import { enterChannel, type PresenceDeps, type PresenceNotice } from "./presence.ts";
import { type RecoveredFrames, type RecoveryRequest, type RecoveryStores, recover } from "./recovery.ts";

export type SubscribingDeps = RecoveryStores & PresenceDeps;

/** The positions that a viewer reports, by match channel, as the viewer names the channels. */
type Positions = Readonly<Record<string, number>>;

/** A connection and its id. */
export interface IdentifiedConnection {
  connectionId: string;
  connection: Connection;
}

/** A connection that was just subscribed. */
export interface NewSubscriber extends IdentifiedConnection {
  /** The channels, as the viewer named them. */
  names: readonly string[];
  after: Positions;
}

export interface SubscribedFrames {
  /** `subscribed`, and then what brings it up to date. */
  frames: Frame[];
  notices: PresenceNotice[];
}

/**
 * The frames for a connection that was just subscribed. Its row has to list the channels already: from then on every
 * entry is posted, so no entry is lost between those that are read here and those that are posted.
 */
export async function framesOnSubscribing(
  subscriber: NewSubscriber,
  deps: SubscribingDeps,
  id?: MessageId,
): Promise<SubscribedFrames> {
  const now = deps.now().toISOString();
  const { replayed, frames } = await recover(recoveryRequestsOf(subscriber), deps, now);
  const presence = await enterPresenceChannels(subscriber, deps);
  return {
    frames: [subscribedFrame(subscriber.names, replayed, now, id), ...frames, ...presence.frames],
    notices: presence.notices,
  };
}

/**
 * The frame `subscribed`. It marks the channels of which the viewer gets everything it missed.
 *
 * @param replayed as in `Recovered`
 * @param timestamp RFC 3339 UTC
 */
export function subscribedFrame(
  names: readonly string[],
  replayed: RecoveredFrames["replayed"],
  timestamp: string,
  id?: MessageId,
): ControlFrame {
  const recovered = new Set(names.filter((name) => replayed.has(matchIdOfChannel(name) ?? "")));
  return subscribed(names, timestamp, id, recovered);
}

/** The matches among the channels that the viewer named, each with the position that the viewer has. */
export function recoveryRequestsOf({ names, after, connection }: NewSubscriber): RecoveryRequest[] {
  const matchSubscriptions = matchSubscriptionsOf(connection.subscriptions);
  const matches = new Map<string, string[]>();
  for (const name of names) {
    const match = matchIdOfChannel(name);
    if (match !== undefined) matches.set(match, [...(matches.get(match) ?? []), name]);
  }
  return [...matches].flatMap(([match, namesOfMatch]) => {
    const matchSubscription = matchSubscriptions.get(match);
    const position = lowestPosition(namesOfMatch, after);
    return matchSubscription
      ? [{ ...matchSubscription, ...(position === undefined ? {} : { after: position }) }]
      : [];
  });
}

/** The lowest of several positions: the viewer drops what it gets twice. */
function lowestPosition(names: readonly string[], after: Positions): number | undefined {
  const reported = names
    .flatMap((name) => [name, canonicalChannel(name)?.name ?? name])
    .flatMap((name) => (Object.hasOwn(after, name) ? [after[name] ?? 0] : []));
  return reported.length === 0 ? undefined : Math.min(...reported);
}

/** Enters the presence channels among the channels named, and gives the frames that list their members. */
export async function enterPresenceChannels(
  { names, connection: { bearer }, connectionId }: Omit<NewSubscriber, "after">,
  deps: PresenceDeps,
): Promise<SubscribedFrames> {
  if (!bearer) return { frames: [], notices: [] };
  const channels = new Set(names.flatMap((name) => presenceChannel(name) ?? []));
  const views = await Promise.all(
    Array.from(channels, async (channel) => ({
      channel,
      view: await enterChannel(channel, { connectionId, bearer }, deps),
    })),
  );
  const now = deps.now().toISOString();
  return {
    frames: views.map(({ channel, view }) => presenceState(channel, view.members, now)),
    notices: views.flatMap(({ view }) => view.notices),
  };
}

/** The stored name of a presence channel; undefined for any other channel. */
export function presenceChannel(name: string): string | undefined {
  const channel = canonicalChannel(name);
  return channel?.kind === "presence" ? channel.name : undefined;
}
