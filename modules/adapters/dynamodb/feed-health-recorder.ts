import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { FeedCounts, FeedHealthRecorder, LiveFeed } from "../../ports/feed-health.ts";
import { batchWrite } from "./batch.ts";
import { countKey, liveKey, providerKey } from "./feed-health-rows.ts";
import { expiry, type Item, number } from "./item.ts";

/** Counts are for the last hour, but when a provider was last heard is worth knowing for longer. */
const COUNT_MS = 7 * 24 * 3_600_000;
/** A match in play that was not heard of for so long is over, whatever its last word was. */
const LIVE_MS = 4 * 3_600_000;
const SIGN_MS = 24 * 3_600_000;
/**
 * A match heard of every second is noted every ten: five minutes of silence need no more, and it spares nine writes
 * of ten. What a row says is older than the truth by so much at most.
 */
export const NOTED_MS = 10_000;
const MAX_REMEMBERED = 10_000;

/** @param random from 0 to below 1 */
export function dynamoFeedHealthRecorder(
  client: DynamoDBClient,
  table: string,
  random: () => number = Math.random,
): FeedHealthRecorder {
  const noted = new Map<string, LiveFeed>();

  const isNews = (feed: LiveFeed): boolean => {
    const last = noted.get(nameOf(feed));
    return (
      !last || last.status !== feed.status || feed.heard_at.getTime() - last.heard_at.getTime() >= NOTED_MS
    );
  };
  const sign = async (key: Item, at: Date, until: number) => {
    const Item = { ...key, at: { S: at.toISOString() }, ttl: expiry(until) };
    await client.send(new PutItemCommand({ TableName: table, Item }));
  };

  const recordUnreachable = (provider: string, until: Date) =>
    sign(providerKey(provider, "unreachable"), until, until.getTime() + SIGN_MS);

  return {
    async addCounts(provider, counts, at, heardAt) {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          // By arrival: what a backlog held up counts for the time it is from, and cannot make us look deaf.
          Key: countKey(provider, heardAt ?? at, random()),
          UpdateExpression: `SET #ttl = :ttl${heardAt ? ", heard_at = :heard" : ""} ADD ${ADDED}`,
          ExpressionAttributeNames: {
            "#ttl": "ttl",
            ...Object.fromEntries(COUNTS.map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: {
            ":ttl": expiry(at.getTime() + COUNT_MS),
            ...(heardAt ? { ":heard": { S: heardAt.toISOString() } } : {}),
            ...Object.fromEntries(COUNTS.map((name) => [`:${name}`, number(counts[name])])),
          },
        }),
      );
    },

    async recordLive(feeds) {
      const news = feeds.filter(isNews);
      await batchWrite(
        client,
        table,
        news.map((feed) => ({ PutRequest: { Item: rowOf(feed) } })),
      );
      if (noted.size > MAX_REMEMBERED) noted.clear();
      for (const feed of news) noted.set(nameOf(feed), feed);
    },

    async removeLive(feeds) {
      for (const feed of feeds) noted.delete(nameOf(feed));
      await batchWrite(
        client,
        table,
        feeds.map((feed) => ({ DeleteRequest: { Key: liveKey(feed) } })),
      );
    },

    recordHeartbeat: (provider, at) => sign(providerKey(provider, "alive"), at, at.getTime() + SIGN_MS),

    recordUnreachable,
    // Unreachable until a time that has passed: the reader needs no other row.
    recordReachable: recordUnreachable,
  };
}

export const COUNTS = [
  "received",
  "processed",
  "duplicate",
  "failed",
  "latency_ms",
] as const satisfies (keyof FeedCounts)[];
const ADDED = COUNTS.map((name) => `#${name} :${name}`).join(", ");

function nameOf({ match_id, provider }: Pick<LiveFeed, "match_id" | "provider">): string {
  return `${match_id} ${provider}`;
}

function rowOf(feed: LiveFeed): Item {
  return {
    ...liveKey(feed),
    match_id: { S: feed.match_id },
    provider: { S: feed.provider },
    status: { S: feed.status },
    heard_at: { S: feed.heard_at.toISOString() },
    ttl: expiry(feed.heard_at.getTime() + LIVE_MS),
  };
}
