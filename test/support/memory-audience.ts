import { crc32 } from "node:zlib";
import { needsToken } from "../../modules/match/channel-kind.ts";
import type { Audience, Connection, Subscription, SubscriptionFilter } from "../../modules/ports/audience.ts";

interface Held extends Omit<Connection, "subscriptions"> {
  subscriptions: Map<string, SubscriptionFilter>;
  /** The second of the last message, and the messages in it. */
  spoke?: { second: number; messages: number };
}

/**
 * The audience in memory. `forgotten` lists what `forget` was called with.
 *
 * @param viewers connection ids by channel, for a start; their tokens never expire
 */
export function memoryAudience(
  viewers: Readonly<Record<string, readonly string[]>> = {},
  clock: () => number = Date.now,
) {
  const connections = new Map<string, Held>();
  const byChannel = new Map<string, Set<string>>();
  const forgotten: string[] = [];

  function join(id: string, connection: Held, { channel, types }: Subscription): void {
    connection.subscriptions.set(channel, types ? { types } : {});
    const ids = byChannel.get(channel) ?? new Set<string>();
    byChannel.set(channel, ids.add(id));
  }

  function existing(id: string): Held {
    const connection = connections.get(id);
    if (!connection) throw new Error("the connection is not registered");
    return connection;
  }

  const copyOf = ({ spoke: _, subscriptions, ...connection }: Held): Connection => ({
    ...connection,
    subscriptions: new Map(subscriptions),
  });

  const audience: Audience = {
    async open(id, connection, subscriptions = []) {
      const held: Held = { ...connection, subscriptions: new Map() };
      connections.set(id, held);
      for (const one of subscriptions) join(id, held, one);
    },
    async renew(id, bearer) {
      connections.set(id, { ...existing(id), bearer });
    },
    async subscribe(id, subscriptions) {
      const connection = existing(id);
      for (const one of subscriptions) join(id, connection, one);
    },
    async unsubscribe(id, channels) {
      for (const channel of channels)
        if (connections.get(id)?.subscriptions.delete(channel)) byChannel.get(channel)?.delete(id);
    },
    async connection(id) {
      const connection = connections.get(id);
      return connection && copyOf(connection);
    },
    async countMessage(id, now) {
      const connection = connections.get(id);
      if (!connection) return undefined;
      const before = connection.spoke;
      const second = Math.floor(now.getTime() / 1_000);
      const messages = before?.second === second ? before.messages + 1 : 1;
      connection.spoke = { second, messages };
      const last = before ? new Date(before.second * 1_000) : connection.connected_at;
      return { connection: copyOf(connection), messages, last };
    },
    async forget(id) {
      forgotten.push(id);
      const connection = connections.get(id);
      if (!connection) return undefined;
      for (const channel of connection.subscriptions.keys()) byChannel.get(channel)?.delete(id);
      connections.delete(id);
      return copyOf(connection);
    },
    async subscribers(channels, { index, of } = { index: 0, of: 1 }) {
      return new Map(
        channels.map((channel) => {
          const ids = [...(byChannel.get(channel) ?? [])].filter((id) => crc32(id) % of === index);
          return [channel, ids.flatMap((id) => subscriberOn(channel, id, existing(id), clock()))];
        }),
      );
    },
    async sizes(channels) {
      return new Map(channels.map((channel) => [channel, byChannel.get(channel)?.size ?? 0]));
    },
  };

  const start = { connected_at: new Date(0), dialect: "touchline", batch: false } as const;
  const bearer = { user_id: "", sub: "", scopes: [], channels: [], expires_at: Number.POSITIVE_INFINITY };
  for (const [channel, ids] of Object.entries(viewers)) {
    for (const id of ids) {
      const connection = connections.get(id) ?? { ...start, bearer, subscriptions: new Map() };
      connections.set(id, connection);
      join(id, connection, { channel });
    }
  }
  return { audience, forgotten };
}

/** The subscriber, or nobody once the token has expired that the channel needs. */
function subscriberOn(channel: string, id: string, connection: Held, now: number) {
  const { dialect, batch, bearer, subscriptions } = connection;
  if (needsToken(channel) && (bearer?.expires_at ?? 0) <= now) return [];
  return [{ id, dialect, batch, ...subscriptions.get(channel) }];
}
