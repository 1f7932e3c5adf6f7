import { createHash } from "node:crypto";
import { CallError, type Client } from "../../endpoint/client.ts";
import type { Log } from "../../interfaces.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type Lane, startLane } from "./lane.ts";
import type { Mapping } from "./mapping.ts";
import { compareSequence, type StreamRecord } from "./record.ts";
import { wakeUp } from "./wake-up.ts";

/** Writes wake the reader; this pause only matters for a missed wake-up. */
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
  processBatch(batch: readonly StreamRecord[], lane: Lane): Promise<void>;
}

export interface ShardReader {
  readonly shardId: string;
  /** Wakes the reader: there may be new records. */
  wake(): void;
  /** Settles once the signal has aborted and the running batches have ended. */
  readonly running: Promise<void>;
}

/** Reads one shard and hands each record to the lane of its partition key. */
export async function startShard(options: ShardOptions): Promise<ShardReader> {
  const { shardId, mapping, client, checkpoints, log, signal, processBatch } = options;
  const { batchSize, windowMs, parallelization } = mapping;
  const kept = checkpoints.lanes(shardId);
  const start = kept ? checkpoints.start(shardId) : await firstPosition(options);
  const wakening = wakeUp(signal);
  let full = false;
  const lanes = Array.from({ length: parallelization }, () =>
    startLane({ batchSize, windowMs, signal, processBatch: processAndReadOn }),
  );
  // Another number of lanes spreads the keys differently: only records all lanes had finished are surely done.
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
      // Later writes wake the reader, so a page that is not full has no successor yet.
      if (page?.records.length !== READ_LIMIT) await wakening.wait(POLL_MS);
    }
  }
  async function processAndReadOn(batch: readonly StreamRecord[], lane: Lane): Promise<void> {
    await processBatch(batch, lane);
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

/** The lane of a partition key, always the same one, so that its records stay in order. */
function laneOf(partitionKey: string, lanes: number): number {
  return createHash("md5").update(partitionKey).digest().readUInt32BE() % lanes;
}

/** The start of a new mapping: LATEST skips the records the stream already has. */
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

/** An iterator after a record; at the beginning if the record belongs to an earlier stream. */
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
