import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { needsToken } from "../../match/channel-kind.ts";
import type { Audience, Subscriber, Subscription } from "../../ports/audience.ts";
import { OutageError } from "../../runtime/errors.ts";
import { connectionOf, filterOf } from "./connection-item.ts";
import { connectionRows } from "./connection-rows.ts";
import { hashOf, shardsIn } from "./segments.ts";
import { shardDirectory } from "./shard-directory.ts";
import { type PlacedSubscription, placedOf, placesOf, subscriptionRows } from "./subscription-rows.ts";

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
const MAX_CHANNELS = 64;

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

  /** Writes rows that the connection's own row lists by now. */
  async function place(connectionId: string, placed: readonly PlacedSubscription[]): Promise<void> {
    await rows.put(connectionId, placed);
    // It may have left while we wrote: whoever forgot it could not see rows that were not there yet.
    if (await connections.find(connectionId)) return;
    await rows.remove(connectionId, placed);
    throw new UnknownConnectionError("the connection has left");
  }

  /** Where the rows of a connection go that are written now. */
  function sharded(connectionId: string, wanted: readonly Subscription[]) {
    const hash = hashOf(connectionId);
    return Promise.all(
      wanted.map(async (one) => ({ ...one, shard: hash % (await directory.shardsFor(one.channel)) })),
    );
  }

  async function joined(connectionId: string, newly: readonly Subscription[]): Promise<void> {
    await Promise.all(newly.map(({ channel }) => directory.joined(channel, hashOf(connectionId))));
  }

  async function subscribe(connectionId: string, wanted: readonly Subscription[]): Promise<void> {
    const additions = await sharded(connectionId, wanted);
    const before = await connections.add(connectionId, additions);
    if (!before) throw new UnknownConnectionError("the connection is not registered");
    // On a second time the first row stays the only one, even if the channel was spread wider since.
    const placed = additions.map((one) =>
      placedOf({ ...one, shard: before.channels.get(one.channel) ?? one.shard }, before),
    );
    await place(connectionId, placed);
    await joined(
      connectionId,
      wanted.filter(({ channel }) => !before.channels.has(channel)),
    );
  }

  return {
    async open(connectionId, connection, subscriptions = []) {
      const wanted = await sharded(connectionId, unique(subscriptions));
      const row = {
        ...connection,
        until: connection.connected_at.getTime() + CONNECTION_MS,
        channels: new Map(wanted.map(({ channel, shard }) => [channel, shard])),
        types: new Map(wanted.flatMap(({ channel, types }) => (types ? [[channel, types] as const] : []))),
        version: 0,
      };
      await connections.put(connectionId, row);
      if (wanted.length === 0) return;
      // Nobody can have forgotten it meanwhile: its handshake waits for this.
      await rows.put(
        connectionId,
        wanted.map((one) => placedOf(one, row)),
      );
      await joined(connectionId, wanted);
    },

    async renew(connectionId, bearer) {
      const row = await connections.renew(connectionId, bearer);
      if (!row) throw new UnknownConnectionError("the connection is not registered");
      const theirs = [...row.channels].filter(([channel]) => needsToken(channel));
      if (theirs.length === 0) return;
      const placed = theirs.map(([channel, shard]) =>
        placedOf({ channel, shard, ...filterOf(row, channel) }, row),
      );
      await place(connectionId, placed);
    },

    async subscribe(connectionId, subscriptions) {
      const wanted = unique(subscriptions);
      for (let at = 0; at < wanted.length; at += MAX_CHANNELS)
        await subscribe(connectionId, wanted.slice(at, at + MAX_CHANNELS));
    },

    async unsubscribe(connectionId, channels) {
      const connection = await connections.find(connectionId);
      const left = placesOf(connection?.channels).filter(({ channel }) => channels.includes(channel));
      if (left.length === 0) return;
      await rows.remove(connectionId, left);
      const names = left.map(({ channel }) => channel);
      const before = await connections.remove(connectionId, names);
      // Whoever takes it off the list counts it: two at a time do not count it twice.
      const listed = names.filter((channel) => before?.channels.has(channel));
      await Promise.all(listed.map((channel) => directory.left(channel, hashOf(connectionId))));
    },

    async connection(connectionId) {
      const row = await connections.find(connectionId);
      return row && connectionOf(row);
    },

    async countMessage(connectionId, at) {
      const counted = await connections.count(connectionId, Math.floor(at.getTime() / 1000));
      if (!counted) return undefined;
      const { row, messages } = counted;
      const last = row.saidAt === undefined ? row.connected_at : new Date(row.saidAt * 1000);
      return { connection: connectionOf(row), messages, last };
    },

    async forget(connectionId) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const connection = await connections.find(connectionId);
        if (!connection || now() - connection.connected_at.getTime() < handshakeMs) return undefined;
        const places = placesOf(connection.channels);
        await rows.remove(connectionId, places);
        // Not deleted if it has just been subscribed to something more: that has to go as well.
        if (!(await connections.delete(connectionId, connection.version))) continue;
        await Promise.all(places.map(({ channel }) => directory.left(channel, hashOf(connectionId))));
        return connectionOf(connection);
      }
      throw new OutageError("a connection to be forgotten was subscribed again and again");
    },

    async subscribers(channels, segment) {
      const found = new Map<string, Subscriber[]>(channels.map((channel) => [channel, []]));
      const counts = await directory.find([...found.keys()]);
      const places = [...counts].flatMap(([channel, { shards }]) =>
        shardsIn(segment, shards).map((shard) => ({ channel, shard })),
      );
      const parts = await Promise.all(places.map((one) => rows.subscribers(one, segment)));
      for (const [index, { channel }] of places.entries())
        for (const one of parts[index] ?? []) found.get(channel)?.push(one);
      return found;
    },

    async sizes(channels) {
      const counts = await directory.find([...new Set(channels)]);
      return new Map(channels.map((channel) => [channel, counts.get(channel)?.joined ?? 0]));
    },
  };
}

/** Each channel once, as it was said last. */
function unique(subscriptions: readonly Subscription[]): Subscription[] {
  return [...new Map(subscriptions.map((one) => [one.channel, one])).values()];
}
