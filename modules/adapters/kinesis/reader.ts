import { setTimeout } from "node:timers/promises";
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type _Record as Record,
} from "@aws-sdk/client-kinesis";
import type { StreamedRecord, StreamReader } from "../../ports/stream.ts";
import { OutageError } from "../../runtime/errors.ts";

/** Records of one call: a page of ordinary ones is about a megabyte, of the two a second that a shard gives. */
const PAGE = 1_000;
/** A shard answers five calls a second. */
const BETWEEN_CALLS_MS = 220;
const SHARDS_AT_ONCE = 8;

/** Calls without an answer before we give up, and the pause after the first; it doubles with each. */
const MAX_FAILURES = 6;
const FIRST_PAUSE_MS = 500;

/** All shards of the stream, closed ones too, each from a time on until its end or until nothing new is there. */
export function kinesisReader(
  client: KinesisClient,
  { name, arn }: { name: string; arn: string },
  { pause = setTimeout as (ms: number) => Promise<unknown>, now = () => new Date() } = {},
): StreamReader {
  async function patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await call();
      } catch (cause) {
        if (failures === MAX_FAILURES) throw new OutageError("the stream cannot be read", { cause });
        await pause(FIRST_PAUSE_MS * 2 ** (failures - 1));
      }
    }
  }

  async function shards(): Promise<string[]> {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const input = NextToken ? { NextToken } : { StreamName: name };
      const page = await patiently(() => client.send(new ListShardsCommand(input)));
      found.push(...(page.Shards ?? []).flatMap(({ ShardId }) => ShardId ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  async function readShard(
    ShardId: string,
    from: Date,
    until: Date,
    take: (records: readonly StreamedRecord[]) => void,
  ): Promise<void> {
    const start = {
      StreamName: name,
      ShardId,
      ShardIteratorType: "AT_TIMESTAMP",
      Timestamp: from,
    } as const;
    const first = await patiently(() => client.send(new GetShardIteratorCommand(start)));
    let iterator = first.ShardIterator;
    while (iterator) {
      const input = { ShardIterator: iterator, Limit: PAGE, StreamARN: arn };
      const page = await patiently(() => client.send(new GetRecordsCommand(input)));
      const records = (page.Records ?? []).map(recordOf);
      // A stream may begin earlier than it was asked to.
      take(records.filter(({ arrived_at }) => arrived_at >= from));
      const last = records.at(-1);
      if (last ? last.arrived_at > until : page.MillisBehindLatest === 0) return;
      iterator = page.NextShardIterator;
      await pause(BETWEEN_CALLS_MS);
    }
  }

  return {
    async read(from, take) {
      const until = now();
      const waiting = await shards();
      const work = async () => {
        for (let shard = waiting.shift(); shard; shard = waiting.shift()) {
          await readShard(shard, from, until, take);
        }
      };
      await Promise.all(Array.from({ length: SHARDS_AT_ONCE }, work));
    },
  };
}

function recordOf({
  SequenceNumber = "",
  PartitionKey = "",
  Data,
  ApproximateArrivalTimestamp,
}: Record): StreamedRecord {
  return {
    sequence_number: SequenceNumber,
    partition_key: PartitionKey,
    data: Data ?? new Uint8Array(),
    arrived_at: ApproximateArrivalTimestamp ?? new Date(0),
  };
}
