import { canonicalChannel } from "../../modules/match/channels.ts";
import {
  type MessageId,
  pong,
  presenceState,
  type RefusalCode,
  refusal,
  unsubscribed,
} from "../../modules/match/control-frame.ts";
import type { Frame } from "../../modules/match/dialects/frame.ts";
import { lastVisibleSeq, matchSubscriptionsOf } from "../../modules/subscriptions/match-subscription.ts";
import { type PresenceNotice, presenceViewOf } from "../../modules/subscriptions/presence.ts";
import {
  framesOnSubscribing,
  type IdentifiedConnection,
  presenceChannel,
} from "../../modules/subscriptions/subscribing.ts";
import { authenticate } from "./authenticate.ts";
import { MAX_CHANNELS, refusedChannels, unknownChannel } from "./channel-list.ts";
import type { SocketDeps } from "./deps.ts";
import { history } from "./history.ts";
import type { Message } from "./messages.ts";
import { leavePresenceChannels } from "./presence.ts";

/** The frames that answer a message, in order, and the notices for other viewers. */
export interface Answer {
  frames: readonly Frame[];
  notices: readonly PresenceNotice[];
}

/**
 * Does what a message asks for.
 *
 * @param viewer has only the subscriptions that its token still opens
 */
export async function answerTo(
  message: Message,
  viewer: IdentifiedConnection,
  deps: SocketDeps,
): Promise<Answer> {
  switch (message.action) {
    case "subscribe":
      return subscribe(message, viewer, deps);
    case "subscribe_all":
      return subscribe({ channels: ["live:all"], after_seq: {}, id: message.id }, viewer, deps);
    case "unsubscribe":
      return unsubscribe(message, viewer, deps);
    case "history":
      return answerOf(await history(message, viewer.connection, deps));
    case "presence":
      return presence(message, viewer, deps);
    case "authenticate":
      return renewToken(message, viewer, deps);
    case "ping":
      return answerOf(await pongTo(message, viewer, deps));
  }
}

type MessageOf<A extends Message["action"]> = Extract<Message, { action: A }>;

/** Subscribes to all of the channels or to none. */
async function subscribe(
  { channels, after_seq, filter, id }: Omit<MessageOf<"subscribe">, "action">,
  { connectionId, connection }: IdentifiedConnection,
  deps: SocketDeps,
): Promise<Answer> {
  const refused = refusedChannels(channels, deps.now(), connection.bearer);
  if (refused) return refuse(refused.code, refused.message, id, deps);
  const names = [...new Set(channels)];
  const subscriptionFilter = filter?.types ? { types: filter.types } : {};
  const filters = new Map(names.map((name) => [storedName(name), subscriptionFilter]));
  const subscriptions = new Map([...connection.subscriptions, ...filters]);
  if (subscriptions.size > MAX_CHANNELS)
    return refuse("too_many_channels", `A connection has at most ${MAX_CHANNELS} channels.`, id, deps);
  // Subscribes before it reads: an entry stored between the two is posted, an earlier one is in what is read.
  await deps.audience.subscribe(
    connectionId,
    Array.from(filters.keys(), (channel) => ({ channel, ...subscriptionFilter })),
  );
  return framesOnSubscribing(
    { connectionId, connection: { ...connection, subscriptions }, names, after: after_seq },
    deps,
    id,
  );
}

async function unsubscribe(
  { channels, id }: MessageOf<"unsubscribe">,
  { connectionId, connection }: IdentifiedConnection,
  deps: SocketDeps,
): Promise<Answer> {
  const unknown = unknownChannel(channels);
  if (unknown) return refuse(unknown.code, unknown.message, id, deps);
  const names = [...new Set(channels)];
  const stored = names.map(storedName);
  await deps.audience.unsubscribe(connectionId, stored);
  const left = stored.filter((channel) => connection.subscriptions.has(channel));
  const notices = await leavePresenceChannels(left, connection, connectionId, deps);
  return { frames: [unsubscribed(names, deps.now().toISOString(), id)], notices };
}

async function presence(
  { channel: name, id }: MessageOf<"presence">,
  { connection }: IdentifiedConnection,
  deps: SocketDeps,
): Promise<Answer> {
  const refused = refusedChannels([name], deps.now(), connection.bearer);
  if (refused) return refuse(refused.code, refused.message, id, deps);
  const channel = presenceChannel(name);
  if (channel === undefined) return refuse("bad_request", "Only presence channels have members.", id, deps);
  if (!connection.subscriptions.has(channel))
    return refuse(
      "unauthorized_channel",
      `Members alone see who is on ${channel}: subscribe to it.`,
      id,
      deps,
    );
  const { members, notices } = await presenceViewOf(channel, deps);
  return { frames: [presenceState(channel, members, deps.now().toISOString(), id)], notices };
}

async function renewToken(
  message: MessageOf<"authenticate">,
  { connectionId, connection }: IdentifiedConnection,
  deps: SocketDeps,
): Promise<Answer> {
  const frames = await authenticate(message, connectionId, deps);
  const lost = frames.flatMap((frame) => (frame.type === "unsubscribed" ? frame.channels : []));
  return { frames, notices: await leavePresenceChannels(lost, connection, connectionId, deps) };
}

async function pongTo(
  { id }: MessageOf<"ping">,
  { connection }: IdentifiedConnection,
  deps: SocketDeps,
): Promise<Frame> {
  const matchSubscriptions = matchSubscriptionsOf(connection.subscriptions);
  const known = await deps.snapshots.get([...matchSubscriptions.keys()]);
  const positions = [...matchSubscriptions.values()].flatMap((matchSubscription) => {
    const stored = known.get(matchSubscription.match_id);
    if (!stored) return [];
    const position = lastVisibleSeq(stored, matchSubscription);
    return matchSubscription.channels.map((channel) => [channel, position] as const);
  });
  const channels = [...connection.subscriptions.keys()].filter(presenceChannel);
  const members = channels.map(
    async (channel) => [channel, (await deps.presence.memberCount(channel)).members] as const,
  );
  const now = deps.now().toISOString();
  return pong(Object.fromEntries(positions), now, id, Object.fromEntries(await Promise.all(members)));
}

function storedName(name: string): string {
  return canonicalChannel(name)?.name ?? name;
}

function answerOf(frame: Frame): Answer {
  return { frames: [frame], notices: [] };
}

function refuse(code: RefusalCode, words: string, id: MessageId | undefined, { now }: SocketDeps): Answer {
  return answerOf(refusal(code, words, now().toISOString(), id));
}
