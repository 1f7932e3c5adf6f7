import { crc32 } from "node:zlib";
import type { FeedKey } from "../../ports/matches.ts";
import type { Item } from "./item.ts";

/**
 * The keys of the table of feeds, which has three kinds of rows:
 *
 * - `count#<provider>#<shard>`, by five minutes: what is counted of a provider
 * - `live#<shard>`, by match and provider: the feeds of matches in play, and when they were heard
 * - `provider#<provider>`: its signs of life, and until when it is left alone
 *
 * One partition key takes 1,000 writes a second. A busy stream is read by some hundred consumers at once, which
 * all count the same provider, so each kind that they write is spread over a few keys.
 */

const COUNT_SHARDS = 4;
const LIVE_SHARDS = 8;

/** Length of a row of counts. */
const BUCKET_MS = 5 * 60_000;

/** Start of the five minutes that `at` is in. */
function bucketOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / BUCKET_MS) * BUCKET_MS);
}

export const COUNT_PARTITIONS = Array.from({ length: COUNT_SHARDS }, (_, shard) => shard);
export const LIVE_PARTITIONS = Array.from({ length: LIVE_SHARDS }, (_, shard) => `live#${shard}`);

export function countPartition(provider: string, shard: number): string {
  return `count#${provider}#${shard}`;
}

/** @param random from 0 to below 1: any of the partitions does */
export function countKey(provider: string, at: Date, random: number): Item {
  const pk = countPartition(provider, Math.floor(random * COUNT_SHARDS));
  return { pk: { S: pk }, sk: { S: bucketOf(at).toISOString() } };
}

export function liveKey({ match_id, provider }: FeedKey): Item {
  const sk = `${match_id}#${provider}`;
  return { pk: { S: `live#${crc32(sk) % LIVE_SHARDS}` }, sk: { S: sk } };
}

export function providerKey(provider: string, about: "alive" | "unreachable"): Item {
  return { pk: { S: `provider#${provider}` }, sk: { S: about } };
}
