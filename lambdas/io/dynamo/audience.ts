import { crc32 } from "node:zlib";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { OutageError } from "../../errors.ts";
import type { Audience } from "../../ports.ts";
import { connectionRows } from "./connection-rows.ts";
import { shardDirectory } from "./shard-directory.ts";
import { type Place, subscriptionRows } from "./subscription-rows.ts";

export interface AudienceTables {
  connections: string;
  subscriptions: string;
}

export interface AudienceOptions {
  /** Milliseconds since the epoch. */
  now?: () => number;
  /**
   * Age in ms up to which `forget` leaves a connection alone. API Gateway answers 410 not only for viewers who
   * left but also while a handshake is under way, and whoever acts on a 410 must not forget a viewer who is
   * just coming. 0 for the one who knows for sure: `$disconnect`.
   */
  handshakeMs?: number;
}

/** The connection has left, or never came: it cannot be subscribed to anything. */
export class UnknownConnectionError extends Error {
  override readonly name = "UnknownConnectionError";
}

/** API Gateway ends a connection after 2 hours; its rows outlive it a little, for clocks that differ. */
const CONNECTION_MS = (2 * 60 + 10) * 60_000;
/** The longest that `$connect` may take. */
const HANDSHAKE_MS = 30_000;
/** Rounds of forgetting a connection that is being subscribed at the same time. */
const MAX_TRIES = 10;
/** An update expression of more would grow beyond its 4 KB. */
const MAX_CHANNELS = 100;

/**
 * The audience in two tables: a row per connection that lists its channels, and a row per subscription under
 * one of the channel's shards.
 *
 * A subscription row is only ever written after the connection's row lists it, and deleted before that listing
 * is: wherever a writer dies in between, `forget` finds every row there is.
 */
export function dynamoAudience(
  client: DynamoDBClient,
  tables: AudienceTables,
  { now = Date.now, handshakeMs = HANDSHAKE_MS }: AudienceOptions = {},
): Audience {
  const directory = shardDirectory(client, tables.subscriptions, now);
  const connections = connectionRows(client, tables.connections);
  const rows = subscriptionRows(client, tables.subscriptions, now);

  async function subscribe(connectionId: string, channels: readonly string[]): Promise<void> {
    const hash = crc32(connectionId);
    const shards = await Promise.all(
      channels.map(async (channel) => [channel, hash % (await directory.shardsFor(channel))] as const),
    );
    const wanted = new Map(shards);
    const before = await connections.add(connectionId, wanted);
    if (!before) throw new UnknownConnectionError("the connection is not registered");
    // On a second time the first row stays the only one, even if the channel was spread wider since.
    const places = placesOf(
      new Map([...wanted, ...[...before.channels].filter(([name]) => wanted.has(name))]),
    );
    await rows.put(connectionId, places, before.until);
    // It may have left while we wrote: whoever forgot it could not see rows that were not there yet.
    if (!(await connections.find(connectionId))) {
      await rows.remove(connectionId, places);
      throw new UnknownConnectionError("the connection has left");
    }
    const newly = channels.filter((channel) => !before.channels.has(channel));
    await Promise.all(newly.map((channel) => directory.joined(channel, hash)));
  }

  return {
    async open(connectionId, connectedAt) {
      const until = connectedAt.getTime() + CONNECTION_MS;
      await connections.put(connectionId, { connectedAt, until, channels: new Map(), version: 0 });
    },

    async subscribe(connectionId, channels) {
      const unique = [...new Set(channels)];
      for (let at = 0; at < unique.length; at += MAX_CHANNELS)
        await subscribe(connectionId, unique.slice(at, at + MAX_CHANNELS));
    },

    async unsubscribe(connectionId, channels) {
      const connection = await connections.find(connectionId);
      const left = new Map(
        [...(connection?.channels ?? [])].filter(([channel]) => channels.includes(channel)),
      );
      if (left.size === 0) return;
      await rows.remove(connectionId, placesOf(left));
      await connections.remove(connectionId, [...left.keys()]);
    },

    async channelsOf(connectionId) {
      const connection = await connections.find(connectionId);
      return [...(connection?.channels.keys() ?? [])];
    },

    async forget(connectionId) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const connection = await connections.find(connectionId);
        if (!connection || now() - connection.connectedAt.getTime() < handshakeMs) return;
        await rows.remove(connectionId, placesOf(connection.channels));
        // Not deleted if it has just been subscribed to something more: that has to go as well.
        if (await connections.delete(connectionId, connection.version)) return;
      }
      throw new OutageError("a connection to be forgotten was subscribed again and again");
    },

    async subscribers(channels) {
      const found = new Map<string, string[]>(channels.map((channel) => [channel, []]));
      const shards = await directory.shardsOf([...found.keys()]);
      const places = [...shards].flatMap(([channel, count]) =>
        Array.from({ length: count }, (_, shard) => ({ channel, shard })),
      );
      const parts = await Promise.all(places.map((place) => rows.connections(place)));
      for (const [index, { channel }] of places.entries()) {
        const ids = found.get(channel);
        for (const id of parts[index] ?? []) ids?.push(id);
      }
      return found;
    },
  };
}

function placesOf(channels: ReadonlyMap<string, number>): Place[] {
  return Array.from(channels, ([channel, shard]) => ({ channel, shard }));
}
