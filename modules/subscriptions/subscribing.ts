import { canonicalChannel, matchOf } from "../match/channels.ts";
import { type ControlFrame, type MessageId, presenceState, subscribed } from "../match/control-frame.ts";
import type { Frame } from "../match/dialects/frame.ts";
import type { Connection } from "../ports/audience.ts";
import { interestsIn } from "./interest.ts";
import { enterChannel, type PresenceDeps, type PresenceNotice } from "./presence.ts";
import { type Recovered, type Recovery, type RecoveryStores, recover } from "./recovery.ts";

export type SubscribingDeps = RecoveryStores & PresenceDeps;

/** Positions a viewer says it has, by match channel, however it names them. */
export type Positions = Readonly<Record<string, number>>;

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
 * What a connection is told of the channels it was just subscribed to. Its row has to list them already: whatever
 * happens from then on comes as a frame, so what is read here and what comes join up.
 */
export async function framesOnSubscribing(
  subscriber: NewSubscriber,
  deps: SubscribingDeps,
  id?: MessageId,
): Promise<SubscribedFrames> {
  const now = deps.now().toISOString();
  const { replayed, frames } = await recover(recoveriesOf(subscriber), deps, now);
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
  replayed: Recovered["replayed"],
  timestamp: string,
  id?: MessageId,
): ControlFrame {
  const whole = new Set(names.filter((name) => replayed.has(matchOf(name) ?? "")));
  return subscribed(names, timestamp, id, whole);
}

/** Whoever of the joiner's matches is among what it asked for, with the position it has. */
export function recoveriesOf({ names, after, connection }: NewSubscriber): Recovery[] {
  const interests = interestsIn(connection.subscriptions);
  const matches = new Map<string, string[]>();
  for (const name of names) {
    const match = matchOf(name);
    if (match !== undefined) matches.set(match, [...(matches.get(match) ?? []), name]);
  }
  return [...matches].flatMap(([match, asked]) => {
    const interest = interests.get(match);
    const position = positionAmong(asked, after);
    return interest ? [{ ...interest, ...(position === undefined ? {} : { after: position }) }] : [];
  });
}

/** The lowest, if it says several: what it then gets twice it drops. */
function positionAmong(names: readonly string[], after: Positions): number | undefined {
  const said = names
    .flatMap((name) => [name, canonicalChannel(name)?.name ?? name])
    .flatMap((name) => (Object.hasOwn(after, name) ? [after[name] ?? 0] : []));
  return said.length === 0 ? undefined : Math.min(...said);
}

/** Enters the presence channels among those joined, and says who is there. */
export async function enterPresenceChannels(
  { names, connection: { bearer }, connectionId }: Omit<NewSubscriber, "after">,
  deps: PresenceDeps,
): Promise<SubscribedFrames> {
  if (!bearer) return { frames: [], notices: [] };
  const channels = new Set(names.flatMap((name) => presenceChannel(name) ?? []));
  const sights = await Promise.all(
    Array.from(channels, async (channel) => ({
      channel,
      sight: await enterChannel(channel, { connectionId, bearer }, deps),
    })),
  );
  const now = deps.now().toISOString();
  return {
    frames: sights.map(({ channel, sight }) => presenceState(channel, sight.members, now)),
    notices: sights.flatMap(({ sight }) => sight.notices),
  };
}

/** The stored name of a presence channel; undefined if it is none. */
export function presenceChannel(name: string): string | undefined {
  const channel = canonicalChannel(name);
  return channel?.kind === "presence" ? channel.name : undefined;
}
