import { setTimeout } from "node:timers/promises";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type KeysAndAttributes,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { OutageError } from "../../runtime/errors.ts";
import type { Item } from "./item.ts";

/** What one call may hold. */
const MAX_GETS = 100;
const MAX_WRITES = 25;

/** Calls in a row that may leave something undone before we give up. */
const MAX_TRIES = 8;
/** Longest pause before the second try, in ms; it doubles with each. */
const FIRST_PAUSE_MS = 25;

/**
 * Reads rows of a table, consistently; those that do not exist are missing.
 *
 * @param keys each once
 */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
  projection: Omit<KeysAndAttributes, "Keys" | "ConsistentRead"> = {},
): Promise<Item[]> {
  const found: Item[] = [];
  await inBatches(keys, MAX_GETS, async (batch) => {
    const RequestItems = { [table]: { Keys: batch, ConsistentRead: true, ...projection } };
    const answer = await client.send(new BatchGetItemCommand({ RequestItems }));
    found.push(...(answer.Responses?.[table] ?? []));
    return answer.UnprocessedKeys?.[table]?.Keys ?? [];
  });
  return found;
}

/** Puts and deletes rows of a table, in no order. */
export async function batchWrite(
  client: DynamoDBClient,
  table: string,
  requests: readonly WriteRequest[],
): Promise<void> {
  await inBatches(requests, MAX_WRITES, async (batch) => {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
    return answer.UnprocessedItems?.[table] ?? [];
  });
}

/** @param call does what it can and resolves with what is left */
async function inBatches<T>(
  all: readonly T[],
  size: number,
  call: (batch: T[]) => Promise<T[]>,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
  await Promise.all(batches.map((batch) => untilDone(batch, call)));
}

async function untilDone<T>(batch: T[], call: (batch: T[]) => Promise<T[]>): Promise<void> {
  let left = batch;
  for (let tries = 1; ; tries += 1) {
    left = await call(left);
    if (left.length === 0) return;
    if (tries === MAX_TRIES) throw new OutageError(`DynamoDB left ${left.length} rows of a batch undone`);
    await setTimeout(Math.random() * FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
}
