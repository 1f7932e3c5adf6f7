import { crc32 } from "node:zlib";
import type { Segment } from "../../ports/audience.ts";

/** By which connections are spread over shards and segments. */
export function hashOf(connectionId: string): number {
  return crc32(connectionId);
}

/** Bits of the hash that tell segments apart: there are 256 at most. */
const BITS = 8;
const RANKS = 2 ** BITS;

/**
 * Where a connection stands within a shard, as two hexadecimal digits: the last bits of its hash backwards, so that
 * those of one segment stand together, into however many segments the audience is divided.
 */
export function rankOf(connectionId: string): string {
  return hex(reversed(hashOf(connectionId) % RANKS));
}

/** The first and the last rank of a segment. */
export function ranksOf({ index, of }: Segment): [first: string, last: string] {
  const first = reversed(index);
  return [hex(first), hex(first + RANKS / of - 1)];
}

function reversed(bits: number): number {
  return Array.from({ length: BITS }, (_, bit) => ((bits >> bit) & 1) << (BITS - 1 - bit)).reduce(
    (sum, bit) => sum + bit,
  );
}

function hex(rank: number): string {
  return rank.toString(16).padStart(BITS / 4, "0");
}

/**
 * The shards of a channel in which connections of a segment may be. A connection is in the shard `hash % m`,
 * where `m` is the number of shards there were when it joined: 1, 2, 4, ... up to the `shards` of today.
 */
export function shardsIn(segment: Segment | undefined, shards: number): number[] {
  const all = Array.from({ length: shards }, (_, shard) => shard);
  if (!segment) return all;
  const { index, of } = segment;
  const early = new Set<number>();
  for (let m = 1; m < of && m <= shards; m *= 2) early.add(index % m);
  return all.filter((shard) => early.has(shard) || shard % of === index);
}
