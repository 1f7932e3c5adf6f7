import { positionsOf, snapshotFrames } from "../greeting.ts";
import { type ControlFrame, pong, refusal, subscribed, unsubscribed } from "../match/control-frame.ts";
import type { MatchFrame } from "../match/frame.ts";
import { MAX_CHANNELS, refusedChannels } from "./channel-list.ts";
import type { SocketDeps } from "./deps.ts";
import type { Message } from "./messages.ts";

export type Frame = ControlFrame | MatchFrame;

/** Does what a message asks for and resolves with the frames that answer it, in order. */
export async function answersTo(message: Message, connectionId: string, deps: SocketDeps): Promise<Frame[]> {
  switch (message.action) {
    case "subscribe":
      return subscribe(message.channels, message.id, connectionId, deps);
    case "subscribe_all":
      return subscribe(["live:all"], message.id, connectionId, deps);
    case "unsubscribe":
      return unsubscribe(message.channels, message.id, connectionId, deps);
    case "ping": {
      const positions = await positionsOf(await deps.audience.channelsOf(connectionId), deps.snapshots);
      return [pong(positions, timestamp(deps), message.id)];
    }
  }
}

/** All of the channels or none. */
async function subscribe(
  requested: readonly string[],
  id: Message["id"],
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
  // The subscription before the snapshot: what happens between the two comes as a frame, and what happened
  // before is in the snapshot.
  await deps.audience.subscribe(connectionId, channels);
  const now = timestamp(deps);
  return [subscribed(channels, now, id), ...(await snapshotFrames(channels, deps.snapshots, now))];
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
