import { createHash } from "node:crypto";
import type { Log } from "../../contracts.ts";
import { CallError, type Client } from "../../endpoint/client.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type Lane, startLane } from "./lane.ts";
import type { Mapping } from "./mapping.ts";
import { compareSequence, type StreamRecord } from "./record.ts";
import { wakeUp } from "./wake-up.ts";

/** Writes wake the reader, so this only matters for what slipped past. */
const POLL_MS = 1000;
const RETRY_MS = 500;
/** Records of a shard held in memory; reading waits while there are more. */
const MOST_PENDING = 5000;
const READ_LIMIT = 1000;

export interface ShardOptions {
  shardId: string;
  mapping: Mapping;
  client: Client;
  checkpoints: Checkpoints;
  log: Log;
  signal: AbortSignal;
  deliver(batch: readonly StreamRecord[], lane: Lane): Promise<void>;
}

export interface ShardReader {
  readonly shardId: string;
  /** There may be new records. */
  wake(): void;
  /** Settles when the signal was aborted and what was under way has ended. */
  readonly running: Promise<void>;
}

/** Reads one shard and hands each record to the lane of its partition key. */
export async function startShard(options: ShardOptions): Promise<ShardReader> {
  const { shardId, mapping, client, checkpoints, log, signal, deliver } = options;
  const { batchSize, windowMs, parallelization } = mapping;
  const kept = checkpoints.lanes(shardId);
  const start = kept ? checkpoints.start(shardId) : await firstPosition(options);
  const wakening = wakeUp(signal);
  let full = false;
  const lanes = Array.from({ length: parallelization }, () =>
    startLane({ batchSize, windowMs, signal, deliver: deliverAndReadOn }),
  );
  // With another number of lanes the keys are spread differently: only what all had done is known to be.
  const alreadyDone = lanes.map(
    (_lane, index) => (kept?.length === lanes.length ? kept[index] : start) ?? null,
  );
  let position = start;
  checkpoints.track(shardId, () =>
    lanes.map((lane, index) => (lane.pending > 0 ? (lane.lastDone ?? alreadyDone[index]) : position) ?? null),
  );

  function take(record: StreamRecord): void {
    const index = laneOf(record.PartitionKey, parallelization);
    const done = alreadyDone[index];
    if (!done || compareSequence(record.SequenceNumber, done) > 0) lanes[index]?.push(record);
    position = record.SequenceNumber;
  }
  async function read(): Promise<void> {
    let iterator = await iteratorAfter(position, options);
    while (!signal.aborted && iterator) {
      wakening.reset();
      full = lanes.reduce((sum, lane) => sum + lane.pending, 0) >= MOST_PENDING;
      const page = full ? undefined : await records(client, iterator);
      for (const record of page?.records ?? []) take(record);
      if (page) iterator = page.next;
      if (page?.records.length) checkpoints.changed();
      // What is written from here on wakes the reader, so a page that is not full need not be asked for more.
      if (page?.records.length !== READ_LIMIT) await wakening.wait(POLL_MS);
    }
  }
  async function deliverAndReadOn(batch: readonly StreamRecord[], lane: Lane): Promise<void> {
    await deliver(batch, lane);
    if (full) wakening.wake();
  }
  async function run(): Promise<void> {
    while (!signal.aborted) {
      await read().catch((error: unknown) => log.warn("kinesis", `${shardId}: ${String(error)}`));
      wakening.reset();
      await wakening.wait(RETRY_MS);
    }
    await Promise.all(lanes.map((lane) => lane.running));
  }
  return { shardId, wake: () => wakening.wake(), running: run() };
}

/** Lane of a partition key: the same one always, so that its records stay in order. */
function laneOf(partitionKey: string, lanes: number): number {
  return createHash("md5").update(partitionKey).digest().readUInt32BE() % lanes;
}

/** Where a mapping begins that was not there before: LATEST leaves out what the stream holds already. */
async function firstPosition(options: ShardOptions): Promise<string | undefined> {
  if (options.mapping.startingPosition === "TRIM_HORIZON") return undefined;
  let position: string | undefined;
  let iterator = await iteratorAfter(undefined, options);
  while (iterator) {
    const page = await records(options.client, iterator);
    const last = page.records.at(-1);
    if (!last) break;
    position = last.SequenceNumber;
    iterator = page.next;
  }
  return position;
}

async function records(client: Client, iterator: string) {
  const page = await client("kinesis", "GetRecords", { ShardIterator: iterator, Limit: READ_LIMIT });
  return { records: page.Records as StreamRecord[], next: page.NextShardIterator as string | undefined };
}

/** An iterator behind a record, or at the beginning: also where the record is one of an earlier stream. */
async function iteratorAfter(
  position: string | undefined,
  { shardId, mapping, client, log }: ShardOptions,
): Promise<string | undefined> {
  const common = { StreamName: mapping.streamName, ShardId: shardId };
  const beginning = { ...common, ShardIteratorType: "TRIM_HORIZON" };
  const behind = { ...common, ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: position };
  const iterator = async (input: object) =>
    (await client("kinesis", "GetShardIterator", input)).ShardIterator as string | undefined;
  try {
    return await iterator(position ? behind : beginning);
  } catch (error) {
    if (!position || !(error instanceof CallError)) throw error;
    log.warn("kinesis", `${shardId}: starting at the beginning of a new stream (${error.message})`);
    return iterator(beginning);
  }
}
