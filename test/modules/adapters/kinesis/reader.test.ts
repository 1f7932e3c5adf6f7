import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinesisReader } from "../../../../modules/adapters/kinesis/reader.ts";
import type { StreamedRecord } from "../../../../modules/ports/stream.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import { startStream, type TestStream } from "../../../support/kinesis.ts";

const AT_ONCE = { pause: async () => {} };
const STREAM = { name: "events", arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/events" };
const BEGINNING = new Date(0);

let stream: TestStream;
beforeAll(async () => {
  stream = await startStream(2);
});
afterAll(() => stream.close());

async function put(key: string, data: string): Promise<void> {
  const record = { StreamName: stream.streamName, PartitionKey: key, Data: Buffer.from(data) };
  await stream.client.send(new PutRecordCommand(record));
}

async function readFrom(from: Date) {
  const found: StreamedRecord[] = [];
  await kinesisReader(stream.client, STREAM, AT_ONCE).read(from, (records) => found.push(...records));
  const order = (a: StreamedRecord, b: StreamedRecord) =>
    Number(BigInt(a.sequence_number) - BigInt(b.sequence_number) > 0n) * 2 - 1;
  return found
    .sort(order)
    .map(({ partition_key, data }) => `${partition_key}: ${Buffer.from(data).toString()}`);
}

describe("reading a stream again", () => {
  test("gives every record of every shard, from a time on", async () => {
    for (const key of ["a", "b", "c", "d"]) await put(key, "first");
    expect((await readFrom(BEGINNING)).sort()).toEqual(["a: first", "b: first", "c: first", "d: first"]);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const later = new Date(Date.now() - 50);
    for (const key of ["a", "b"]) await put(key, "second");
    await put("a", "third");
    const read = await readFrom(later);
    expect(read.filter((record) => record.startsWith("a"))).toEqual(["a: second", "a: third"]);
    expect(read).toContain("b: second");
    expect(read).toHaveLength(3);
  });

  test("gives up where the stream does not answer, so that somebody is told", async () => {
    const gone = await startStream(1);
    await gone.close();
    await expect(kinesisReader(gone.client, STREAM, AT_ONCE).read(BEGINNING, () => {})).rejects.toThrow(
      OutageError,
    );
  });
});
