import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { batchGet } from "./batch.ts";
import { expiry, holds, type Item, number, numberOf, textOf } from "./item.ts";

/**
 * Over how many partition keys the subscriptions of each channel are spread. One key serves 3,000 reads and
 * 1,000 writes a second, so a channel with many viewers needs many; most channels need one.
 *
 * One row per channel. `shards` only ever doubles, so a writer that remembers an older number writes where
 * readers look as well.
 */
export interface ShardDirectory {
  /** For writers: the channel's row exists once this resolves, so that readers find what is written after. */
  shardsFor(channel: string): Promise<number>;
  /** Counts a connection that joined the channel, and spreads the channel wider when it is time. */
  joined(channel: string, hash: number): Promise<void>;
  /** Counts one that left it. */
  left(channel: string, hash: number): Promise<void>;
  /** For readers: the channels anybody ever joined, as they stand now. */
  find(channels: readonly string[]): Promise<Map<string, ChannelSize>>;
}

interface ChannelSize {
  shards: number;
  /** About how many connections are on it. */
  joined: number;
}

const MAX_SHARDS = 64;
const JOINED_PER_SHARD = 1_000;
/** One connection of this many is counted, for all of them: a write each would make the row itself hot. */
const SAMPLE = 16;

const DIRECTORY_KEY = "#shards";
/**
 * A channel nobody joined for a month is forgotten. A writer that remembers it remembers for an hour, and its
 * subscriptions last two, so a row never goes while it is needed.
 */
const ROW_MS = 30 * 24 * 3_600_000;
const REMEMBER_MS = 3_600_000;
const MAX_REMEMBERED = 10_000;

export function shardDirectory(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): ShardDirectory {
  const remembered = new Map<string, { shards: number; until: number }>();

  const remember = (channel: string, row: Item): number => {
    const shards = numberOf(row, "shards");
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(channel, { shards, until: now() + REMEMBER_MS });
    return shards;
  };
  const update = async (channel: string, expression: string, values: Item, condition?: string) => {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(channel),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":ttl": expiry(now() + ROW_MS), ...values },
        ReturnValues: "ALL_NEW",
      }),
    );
    remember(channel, Attributes);
    return Attributes;
  };

  return {
    async shardsFor(channel) {
      const known = remembered.get(channel);
      if (known && known.until > now()) return known.shards;
      const set = "SET shards = if_not_exists(shards, :one), #ttl = :ttl";
      return numberOf(await update(channel, set, { ":one": number(1) }), "shards");
    },

    async joined(channel, hash) {
      if (hash % SAMPLE !== 0) return;
      const row = await update(channel, "SET #ttl = :ttl ADD joined :sample", { ":sample": number(SAMPLE) });
      const shards = numberOf(row, "shards");
      if (shards >= MAX_SHARDS || numberOf(row, "joined") <= shards * JOINED_PER_SHARD) return;
      const values = { ":shards": number(shards), ":doubled": number(shards * 2) };
      // Lost only to somebody who doubled it just now.
      await holds(update(channel, "SET shards = :doubled, #ttl = :ttl", values, "shards = :shards"));
    },

    async left(channel, hash) {
      if (hash % SAMPLE !== 0) return;
      const values = { ":left": number(-SAMPLE), ":sample": number(SAMPLE) };
      // Below nothing it never goes: the row may have been forgotten and made again since.
      await holds(update(channel, "SET #ttl = :ttl ADD joined :left", values, "joined >= :sample"));
    },

    async find(channels) {
      const rows = await batchGet(client, table, channels.map(keyOf));
      return new Map(rows.map((row) => [textOf(row, "pk"), sizeOf(row)]));
    },
  };
}

function sizeOf(row: Item): ChannelSize {
  return { shards: numberOf(row, "shards"), joined: row.joined ? numberOf(row, "joined") : 0 };
}

function keyOf(channel: string): Item {
  return { pk: { S: channel }, sk: { S: DIRECTORY_KEY } };
}
