import type { Connection } from "../../modules/ports/audience.ts";
import {
  leaveChannel,
  type PresenceDeps,
  type PresenceNotice,
  renewPresence,
} from "../../modules/subscriptions/presence.ts";
import { presenceChannel } from "../../modules/subscriptions/subscribing.ts";

/** Leaves those of the channels that are presence channels. */
export async function departFrom(
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

/** Says that the connection is still on its presence channels. */
export async function attendAll(
  { bearer, subscriptions }: Connection,
  connectionId: string,
  deps: PresenceDeps,
): Promise<PresenceNotice[]> {
  if (!bearer) return [];
  const channels = [...subscriptions.keys()].filter(presenceChannel);
  const sights = await Promise.all(
    channels.map((channel) => renewPresence(channel, { connectionId, bearer }, deps)),
  );
  return sights.flatMap(({ notices }) => notices);
}
