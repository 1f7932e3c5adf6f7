import type { Connection } from "../../modules/ports/audience.ts";
import { presenceChannel } from "../../modules/subscriptions/joining.ts";
import { attend, depart, type News, type PresenceDeps } from "../../modules/subscriptions/presence.ts";

/** Leaves those of the channels that are presence channels. */
export async function departFrom(
  channels: readonly string[],
  { bearer }: Pick<Connection, "bearer">,
  connectionId: string,
  deps: PresenceDeps,
): Promise<News[]> {
  if (!bearer) return [];
  const left = channels.filter(presenceChannel);
  const news = await Promise.all(left.map((channel) => depart(channel, { connectionId, bearer }, deps)));
  return news.flat();
}

/** Says that the connection is still on its presence channels. */
export async function attendAll(
  { bearer, subscriptions }: Connection,
  connectionId: string,
  deps: PresenceDeps,
): Promise<News[]> {
  if (!bearer) return [];
  const channels = [...subscriptions.keys()].filter(presenceChannel);
  const sights = await Promise.all(
    channels.map((channel) => attend(channel, { connectionId, bearer }, deps)),
  );
  return sights.flatMap(({ news }) => news);
}
