import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "../../modules/adapters/dynamodb/item.ts";
import { number } from "../../modules/adapters/dynamodb/item.ts";
import { hashOf } from "../../modules/adapters/dynamodb/segments.ts";
import { subscriptionRows } from "../../modules/adapters/dynamodb/subscription-rows.ts";

/** What reading the subscriptions of one frame took. */
export interface Reads {
  queries: number;
  /** Of the largest query: pages of it count together. */
  largest_rows: number;
  largest_kb: number;
  /** Read units of 4 KB, in all and of the partition key that had most: it can serve 3,000 a second. */
  units: number;
  hottest_units: number;
}

export const TABLE = "subscriptions";
const PAGE_BYTES = 2 ** 20;
/** A call to DynamoDB and back. */
const LATENCY_MS = 4;
const MAX_SHARDS = 64;
const JOINED_PER_SHARD = 1_000;
const SAMPLE = 16;

/**
 * A table of subscriptions in memory that answers what the audience asks and keeps account of it. Real DynamoDB
 * locally would take minutes for a hundred thousand rows; what counts here is which keys are read and how much.
 */
export function crowdTable() {
  const partitions = new Map<string, Item[]>();
  const byQuery: { key: string; rows: number; bytes: number }[] = [];

  function put(item: Item): void {
    const key = item.pk?.S ?? "";
    const rows = partitions.get(key) ?? [];
    partitions.set(key, rows);
    rows.push(item);
  }
  function query({ ExpressionAttributeValues = {}, ExclusiveStartKey }: QueryCommand["input"]) {
    const key = ExpressionAttributeValues[":pk"]?.S ?? "";
    const { ":from": from, ":to": to } = ExpressionAttributeValues;
    const rows = (partitions.get(key) ?? []).filter(({ sk }) => isBetween(sk?.S ?? "", from?.S, to?.S));
    const start = Number(ExclusiveStartKey?.at?.N ?? 0);
    let bytes = 0;
    let end = start;
    for (; end < rows.length && bytes < PAGE_BYTES; end += 1) bytes += sizeOf(rows[end] ?? {});
    byQuery.push({ key, rows: end - start, bytes });
    const Items = rows.slice(start, end);
    return { Items, ...(end < rows.length ? { LastEvaluatedKey: { at: number(end) } } : {}) };
  }
  async function send(command: unknown): Promise<object> {
    if (command instanceof BatchWriteItemCommand) {
      for (const { PutRequest } of command.input.RequestItems?.[TABLE] ?? [])
        put((PutRequest?.Item ?? {}) as Item);
      return {};
    }
    await setTimeout(LATENCY_MS);
    if (command instanceof QueryCommand) return query(command.input);
    if (!(command instanceof BatchGetItemCommand)) throw new Error("the crowd answers no such call");
    const keys = command.input.RequestItems?.[TABLE]?.Keys ?? [];
    const found = keys.flatMap(({ pk, sk }) =>
      (partitions.get(pk?.S ?? "") ?? []).filter((row) => row.sk?.S === sk?.S),
    );
    return { Responses: { [TABLE]: found } };
  }

  return {
    client: { send } as unknown as DynamoDBClient,
    put,
    /** Forgets what was read so far. @returns it */
    taken(): Reads {
      const all = byQuery.splice(0).filter(({ rows }) => rows > 0);
      const units = (bytes: number) => Math.ceil(bytes / 4096);
      const byKey = Map.groupBy(all, ({ key }) => key);
      const perKey = Array.from(byKey.values(), (some) =>
        some.reduce((sum, { bytes }) => sum + units(bytes), 0),
      );
      return {
        queries: all.length,
        largest_rows: Math.max(0, ...all.map(({ rows }) => rows)),
        largest_kb: Math.max(0, ...all.map(({ bytes }) => bytes / 1024)),
        units: perKey.reduce((sum, some) => sum + some, 0),
        hottest_units: Math.max(0, ...perKey),
      };
    },
  };
}

export type CrowdTable = ReturnType<typeof crowdTable>;

/** Ids as API Gateway makes them. */
export function connectionIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    createHash("sha256").update(String(index)).digest("base64url").slice(0, 15).concat("="),
  );
}

/** Subscribes them one after the other, while the channel is spread wider as it grows. */
export async function fill(table: CrowdTable, channel: string, ids: readonly string[]): Promise<void> {
  const rows = subscriptionRows(table.client, TABLE);
  const until = Date.now() + 7_200_000;
  let shards = 1;
  let joined = 0;
  for (const id of ids) {
    const hash = hashOf(id);
    await rows.put(id, [
      { channel, shard: hash % shards, options: { dialect: "touchline", batch: false }, until },
    ]);
    if (hash % SAMPLE === 0) joined += SAMPLE;
    if (joined > shards * JOINED_PER_SHARD && shards < MAX_SHARDS) shards *= 2;
  }
  const counts = { shards: number(shards), joined: number(joined), ttl: number(until / 1_000) };
  table.put({ pk: { S: channel }, sk: { S: "#shards" }, ...counts });
}

function isBetween(text: string, from = "", to = "\uffff"): boolean {
  return from <= text && text <= to;
}

/** As DynamoDB counts it: names and values. */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + (value.S?.length ?? value.N?.length ?? 0),
    0,
  );
}
