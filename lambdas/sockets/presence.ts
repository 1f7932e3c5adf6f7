import type { Connection } from "../../modules/ports/audience.ts";
import {
  leaveChannel,
  type PresenceDeps,
  type PresenceNotice,
  renewPresence,
} from "../../modules/subscriptions/presence.ts";
import { presenceChannel } from "../../modules/subscriptions/subscribing.ts";

/** Takes a connection off the presence channels among `channels`. */
export async function leavePresenceChannels(
  channels: readonly string[],
  { bearer }: Pick<Connection, "bearer">,
  connectionId: string,
  deps: PresenceDeps,
): Promise<PresenceNotice[]> {
  if (!bearer) return [];
  const left = channels.filter(presenceChannel);
  const notices = await Promise.all(
    left.map((channel) => leaveChannel(channel, { connectionId, bearer }, deps)),
  );
  return notices.flat();
}

/** Records that a connection is still on its presence channels. */
export async function renewPresenceChannels(
  { bearer, subscriptions }: Connection,
  connectionId: string,
  deps: PresenceDeps,
): Promise<PresenceNotice[]> {
  if (!bearer) return [];
  const channels = [...subscriptions.keys()].filter(presenceChannel);
  const views = await Promise.all(
    channels.map((channel) => renewPresence(channel, { connectionId, bearer }, deps)),
  );
  return views.flatMap(({ notices }) => notices);
}
