import { setTimeout } from "node:timers/promises";
import { KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from "@aws-sdk/client-kinesis";
import type { StreamRecord } from "../../match/event.ts";
import type { EventStream } from "../../ports/stream.ts";
import { OutageError } from "../../runtime/errors.ts";
import { awsHttp } from "../aws-http.ts";

/** What one PutRecords call may hold. */
const MAX_RECORDS = 500;
const MAX_BYTES = 5_000_000;

/** Calls that may leave something behind before we give up. */
const MAX_FAILURES = 6;
/** Longest pause, in ms, after the first such call; it doubles with each. */
const FIRST_PAUSE_MS = 50;

export function kinesisClient(): KinesisClient {
  return new KinesisClient({
    requestHandler: awsHttp(3_000),
  });
}

interface Entry {
  Data: Buffer;
  PartitionKey: string;
}

/**
 * The stream as PutRecords fills it.
 *
 * Kinesis takes or refuses each record of a call by itself, so a call holds at most one record of a match,
 * and the next one of that match waits until it is in: nothing can overtake. A call that went unanswered may
 * put a record in twice; the consumer knows its items by their ids.
 *
 * Rejects with an OutageError if the stream did not take everything; some of it may be in.
 */
export function kinesisStream(
  client: KinesisClient,
  streamName: string,
  { pause = setTimeout as (ms: number) => Promise<unknown>, random = Math.random } = {},
): EventStream {
  const put = async (entries: readonly Entry[]): Promise<Entry[]> => {
    try {
      const command = new PutRecordsCommand({
        StreamName: streamName,
        Records: [...entries] satisfies PutRecordsRequestEntry[],
      });
      const { Records = [] } = await client.send(command);
      return entries.filter((_, index) => Records[index]?.SequenceNumber === undefined);
    } catch (cause) {
      throw new OutageError("the stream did not answer as it should", { cause });
    }
  };

  return {
    async publish(records) {
      let waiting = records.map(entryOf);
      let failures = 0;
      while (waiting.length > 0) {
        const call = nextCall(waiting);
        const failed = new Set(await put(call));
        const sent = new Set(call.filter((entry) => !failed.has(entry)));
        waiting = waiting.filter((entry) => !sent.has(entry));
        if (failed.size === 0) continue;
        failures += 1;
        if (failures === MAX_FAILURES)
          throw new OutageError(`the stream did not take ${waiting.length} records`);
        await pause(random() * FIRST_PAUSE_MS * 2 ** (failures - 1));
      }
    },
  };
}

function entryOf(record: StreamRecord): Entry {
  return { Data: Buffer.from(JSON.stringify(record)), PartitionKey: record.match_id };
}

/** The first record of each match, as many as a call may hold. */
function nextCall(waiting: readonly Entry[]): Entry[] {
  const call: Entry[] = [];
  const keys = new Set<string>();
  let bytes = 0;
  for (const entry of waiting) {
    if (keys.has(entry.PartitionKey)) continue;
    const size = entry.Data.length + Buffer.byteLength(entry.PartitionKey);
    if (call.length === MAX_RECORDS || (call.length > 0 && bytes + size > MAX_BYTES)) break;
    call.push(entry);
    keys.add(entry.PartitionKey);
    bytes += size;
  }
  return call;
}
