import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBackend } from "../../../../../local/aws/backend.ts";
import { eventually } from "../../../../support/eventually.ts";
import { assembly, streaming } from "../../../../support/local/assembly.ts";
import { type Item, type Stream, startConsumedStream } from "../../../../support/local/consumed-stream.ts";
import { recordingLog } from "../../../../support/local/recording-log.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

function numbered(count: number, fail: Record<number, Item["fail"]> = {}): Item[] {
  return Array.from({ length: count }, (_none, index) => {
    const failing = fail[index];
    return { id: String(index), ...(failing && { fail: failing }) };
  });
}
const ids = (items: readonly Item[]) => items.map(({ id }) => id);

/** The ids in the order in which they were done, each as often as it was. */
function order(stream: Stream): string[] {
  return stream.tries().flatMap((one) => one.done);
}

function givenUp({ backend }: Stream): Record<string, Record<string, unknown>>[] {
  const queue = backend.queues.byName("hand-made-GivenUp");
  return (queue?.receive(10, 0) ?? []).map(({ body }) => JSON.parse(body));
}

describe("an event source mapping", () => {
  it("gives records in order, in batches of at most BatchSize", async () => {
    const stream = await startConsumedStream({ BatchSize: 10 });
    const items = numbered(25);
    await stream.put(items);
    await stream.consumed(ids(items));
    expect(order(stream)).toEqual(ids(items));
    expect(Math.max(...stream.tries().map((one) => one.ids.length))).toBe(10);
  });

  it("describes a record as Lambda does, the consumer's ARN as its source", async () => {
    const stream = await startConsumedStream({});
    await stream.put([{ id: "a", key: "match-1" }]);
    await stream.consumed(["a"]);
    const record = stream.tries()[0]?.first;
    expect(record).toEqual({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: "match-1",
        sequenceNumber: expect.stringMatching(/^\d{56}$/),
        data: Buffer.from('{"id":"a"}').toString("base64"),
        approximateArrivalTimestamp: expect.any(Number),
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: expect.stringMatching(/^shardId-000000000000:\d{56}$/),
      eventName: "aws:kinesis:record",
      invokeIdentityArn: "arn:aws:iam::000000000000:role/hand-made-ConsumerRole",
      awsRegion: "us-east-1",
      eventSourceARN: expect.stringMatching(
        /^arn:aws:kinesis:us-east-1:000000000000:stream\/hand-made-Stream\/consumer\/fast:\d+$/,
      ),
    });
  });

  it("waits for the batching window to fill a batch", async () => {
    const stream = await startConsumedStream({ BatchSize: 3, MaximumBatchingWindowInSeconds: 30 });
    for (const id of ["a", "b", "c"]) await stream.put([{ id }]);
    await stream.consumed(["a", "b", "c"]);
    expect(stream.tries().map((one) => one.ids)).toEqual([["a", "b", "c"]]);
  });

  it("is refused if it asks for partial answers, which are not played", async () => {
    const mapping = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
    await expect(startConsumedStream(mapping)).rejects.toThrow(
      "Mapping: the local run does not play FunctionResponseTypes of event source mappings",
    );
  });

  it("takes an answer that names failed records for a success, as the mapping does not ask for it", async () => {
    const stream = await startConsumedStream({});
    await stream.put([{ id: "a", fail: { how: "report", times: 5 } }, { id: "b" }]);
    await eventually(() => expect(stream.tries().length).toBe(1));
    await stream.put([{ id: "c" }]);
    await stream.consumed(["c"]);
    expect(stream.tries().map((one) => one.ids)).toEqual([["a", "b"], ["c"]]);
  });

  it("retries a whole batch that fails, for ever, and nothing overtakes it", async () => {
    const stream = await startConsumedStream({});
    await stream.put([{ id: "a", fail: { how: "throw", times: 4 } }]);
    await eventually(() => expect(stream.tries().length).toBeGreaterThan(1));
    await stream.put([{ id: "b" }]);
    await stream.consumed(["a", "b"]);
    expect(stream.tries().map((one) => one.ids)).toEqual([["a"], ["a"], ["a"], ["a"], ["a"], ["b"]]);
    expect(givenUp(stream)).toEqual([]);
  });

  it("halves a failing batch until the poison is alone, gives that up and moves on", async () => {
    const stream = await startConsumedStream({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 });
    const items = numbered(8, { 5: { how: "throw", times: 99 } });
    await stream.put(items);
    await stream.consumed(ids(items).filter((id) => id !== "5"));
    expect(order(stream)).toEqual(["0", "1", "2", "3", "4", "6", "7"]);
    await eventually(() => expect(givenUp(stream).length).toBe(1));
    const [letter] = givenUp(stream);
    expect(letter?.requestContext).toMatchObject({
      condition: "RetryAttemptsExhausted",
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:hand-made-Consumer",
      approximateInvokeCount: 2,
    });
    expect(letter?.responseContext).toMatchObject({ statusCode: 200, functionError: "Unhandled" });
    expect(letter?.KinesisBatchInfo).toMatchObject({
      batchSize: 1,
      shardId: "shardId-000000000000",
      streamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/hand-made-Stream",
    });
  });

  it("gives up a whole batch without bisect once its retries are used up", async () => {
    const stream = await startConsumedStream({ MaximumRetryAttempts: 0 });
    await stream.put([{ id: "a" }, { id: "b", fail: { how: "throw", times: 99 } }]);
    await eventually(() => expect(givenUp(stream).length).toBe(1));
    await stream.put([{ id: "c" }]);
    await stream.consumed(["c"]);
    expect(givenUp(stream)[0]?.KinesisBatchInfo).toMatchObject({ batchSize: 2 });
  });

  it("gives up records older than MaximumRecordAgeInSeconds", async () => {
    const stream = await startConsumedStream({ MaximumRecordAgeInSeconds: 0 });
    await stream.put([{ id: "a", fail: { how: "throw", times: 99 } }]);
    await eventually(() => expect(givenUp(stream).length).toBe(1));
    expect(givenUp(stream)[0]?.requestContext?.condition).toBe("RecordAgeExceeded");
  });

  it("tries a batch again whose function died in the middle of it", async () => {
    const stream = await startConsumedStream({});
    const items = numbered(4, { 1: { how: "exit", times: 1 } });
    await stream.put(items);
    await stream.consumed(ids(items));
    expect(stream.tries().map((one) => one.ids)).toEqual([ids(items), ids(items)]);
  });

  it("tries a batch again whose function was killed from outside", async () => {
    const stream = await startConsumedStream({});
    await stream.put([{ id: "a", fail: { how: "hang", times: 1 } }]);
    await eventually(() => expect(stream.tries().length).toBe(1));
    expect(stream.backend.functions.kill("Consumer")).toBe(1);
    await stream.consumed(["a"]);
    expect(stream.tries().map((one) => one.ids)).toEqual([["a"], ["a"]]);
  });

  it("tries a batch again that ran into the function's timeout", async () => {
    const stream = await startConsumedStream({}, { timeout: 1 });
    await stream.put([{ id: "a", fail: { how: "hang", times: 1 } }]);
    await stream.consumed(["a"]);
    expect(stream.tries()).toHaveLength(2);
  });

  it("runs batches of one shard in parallel, and keeps the order of each key", async () => {
    const stream = await startConsumedStream({ BatchSize: 5, ParallelizationFactor: 4 });
    const keys = Array.from({ length: 12 }, (_none, index) => `key-${index}`);
    const items = Array.from({ length: 240 }, (_none, index): Item => {
      const key = keys[index % keys.length] ?? "";
      return { id: `${key}/${index}`, key, ...(index % 50 === 0 && { fail: { how: "throw", times: 1 } }) };
    });
    await stream.put(items);
    await stream.consumed(ids(items));
    for (const key of keys) {
      const own = order(stream).filter((id) => id.startsWith(`${key}/`));
      expect(own).toEqual(ids(items).filter((id) => id.startsWith(`${key}/`)));
    }
  });

  it("does not let a key that fails hold up the other lanes of its shard", async () => {
    const stream = await startConsumedStream({ ParallelizationFactor: 10 });
    await stream.put([{ id: "bad", key: "bad", fail: { how: "throw", times: 1e6 } }]);
    const others = Array.from(
      { length: 30 },
      (_none, index): Item => ({ id: `${index}`, key: `key-${index}` }),
    );
    await stream.put(others);
    await eventually(() => expect(order(stream).length).toBeGreaterThan(15));
  });

  it("does not start if the function's role may not read the stream", async () => {
    const folder = temporaryFolder();
    const { ConsumerPolicy: _none, ...resources } = streaming(folder, {});
    const backend = await startBackend({
      assembly: assembly(join(folder, "cdk.out"), resources),
      dataDir: join(folder, "data"),
      log: recordingLog(),
    });
    onTestFinished(() => backend.stop());
    await expect(backend.startEventSources()).rejects.toThrow(
      /^Mapping: the role of Consumer is not authorized to perform kinesis:SubscribeToShard on arn:/,
    );
  });

  it("goes on behind what was done after a restart, with what came in between", async () => {
    const first = await startConsumedStream({}, { shards: 3 });
    const before = Array.from(
      { length: 9 },
      (_none, index): Item => ({ id: `before-${index}`, key: `k${index}` }),
    );
    await first.put(before);
    await first.consumed(ids(before));
    await first.put([{ id: "stuck", key: "k1", fail: { how: "throw", times: 1 } }]);
    await eventually(() => expect(first.tries().some((one) => one.failed === "stuck")).toBe(true));
    await first.backend.stop();

    const second = await startConsumedStream({}, { shards: 3, folder: first.folder });
    await second.put([{ id: "after", key: "k1" }]);
    await second.consumed(["stuck", "after"]);
    const seen = second.tries().flatMap((one) => one.ids);
    for (const { id } of before) expect(seen.filter((other) => other === id)).toHaveLength(1);
  });
});
