import { matchesOf, positionsOf } from "../greeting.ts";
import { type ControlFrame, pong, refusal, subscribed, unsubscribed } from "../match/control-frame.ts";
import type { MatchFrame } from "../match/frame.ts";
import { MAX_CHANNELS, refusedChannels } from "./channel-list.ts";
import type { SocketDeps } from "./deps.ts";
import { history } from "./history.ts";
import type { Message } from "./messages.ts";
import { catchUp } from "./recovery.ts";

export type Frame = ControlFrame | MatchFrame;

/** Does what a message asks for and resolves with the frames that answer it, in order. */
export async function answersTo(message: Message, connectionId: string, deps: SocketDeps): Promise<Frame[]> {
  switch (message.action) {
    case "subscribe":
      return subscribe(message, connectionId, deps);
    case "subscribe_all":
      return subscribe({ channels: ["live:all"], after_seq: {}, id: message.id }, connectionId, deps);
    case "unsubscribe":
      return unsubscribe(message.channels, message.id, connectionId, deps);
    case "history":
      return [await history(message, deps.frames, timestamp(deps))];
    case "ping": {
      const positions = await positionsOf(await deps.audience.channelsOf(connectionId), deps.snapshots);
      return [pong(positions, timestamp(deps), message.id)];
    }
  }
}

type SubscribeMessage = Extract<Message, { action: "subscribe" }>;

/** All of the channels or none. */
async function subscribe(
  { channels: requested, after_seq, id }: Pick<SubscribeMessage, "channels" | "after_seq" | "id">,
  connectionId: string,
  deps: SocketDeps,
): Promise<Frame[]> {
  const refused = refusedChannels(requested);
  if (refused) return [refusal(refused.code, refused.message, timestamp(deps), id)];
  const channels = [...new Set(requested)];
  const all = new Set([...(await deps.audience.channelsOf(connectionId)), ...channels]);
  if (all.size > MAX_CHANNELS) {
    const words = `A connection has at most ${MAX_CHANNELS} channels.`;
    return [refusal("too_many_channels", words, timestamp(deps), id)];
  }
  // The subscription before anything is read: what happens between the two comes as a frame, and what happened
  // before is in what is read.
  await deps.audience.subscribe(connectionId, channels);
  const now = timestamp(deps);
  const { replayed, frames } = await catchUp(matchesOf(channels), after_seq, deps, now);
  return [subscribed(channels, now, id, replayed), ...frames];
}

async function unsubscribe(
  requested: readonly string[],
  id: Message["id"],
  connectionId: string,
  deps: SocketDeps,
): Promise<Frame[]> {
  const refused = refusedChannels(requested);
  if (refused) return [refusal(refused.code, refused.message, timestamp(deps), id)];
  const channels = [...new Set(requested)];
  await deps.audience.unsubscribe(connectionId, channels);
  return [unsubscribed(channels, timestamp(deps), id)];
}

function timestamp({ now }: SocketDeps): string {
  return now().toISOString();
}
