import { describe, expect, onTestFinished, test } from "vitest";
import { kinesisStream } from "../../../../modules/adapters/kinesis/stream.ts";
import type { StreamRecord } from "../../../../modules/match/event.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import { eventStreamContract } from "../../../support/contracts/event-stream.ts";
import { event, NOW } from "../../../support/items.ts";
import { type PutScript, startScriptedStream, startStream } from "../../../support/kinesis.ts";

const AT_ONCE = { pause: async () => {} };

/** The `n`-th record of a match. */
function record(match_id: string, n = 1, note = ""): StreamRecord {
  return {
    v: 1,
    match_id,
    received_at: NOW,
    items: [event({ match_id, event_id: `e-${n}`, metadata: { note } })],
  };
}

function label(data: unknown): string {
  const { match_id, items } = data as StreamRecord;
  return `${match_id}/${items.map((item) => item.kind === "event" && item.event.event_id)}`;
}

eventStreamContract("a real stream", async () => {
  const real = await startStream();
  onTestFinished(() => real.close());
  return {
    stream: kinesisStream(real.client, real.streamName, AT_ONCE),
    held: async () => (await real.contents()).flat().map(({ data }) => data),
    breakDown: () => real.close(),
  };
});

describe("a real stream", () => {
  test("is used in all its parts, each match in one of them, by its id", async () => {
    const real = await startStream();
    onTestFinished(() => real.close());
    const records = Array.from({ length: 40 }, (_, index) => record(`m-${index % 7}`, index));
    await kinesisStream(real.client, real.streamName).publish(records);
    const shards = await real.contents();
    expect(shards.every((shard) => shard.length > 0)).toBe(true);
    for (const match of new Set(records.map(({ match_id }) => match_id))) {
      const holding = shards.filter((shard) => shard.some(({ partitionKey }) => partitionKey === match));
      expect(holding).toHaveLength(1);
    }
  });

  test("that does not exist is an outage", async () => {
    const real = await startStream();
    onTestFinished(() => real.close());
    const publish = kinesisStream(real.client, "nowhere", AT_ONCE).publish([record("1")]);
    await expect(publish).rejects.toBeInstanceOf(OutageError);
  });
});

describe("a stream that does not take everything at once", () => {
  async function scripted(script: PutScript, records: StreamRecord[], pauses: number[] = []) {
    const stream = await startScriptedStream(script);
    try {
      const pause = async (ms: number) => pauses.push(ms);
      await kinesisStream(stream.client, "events", { pause, random: () => 1 }).publish(records);
    } finally {
      await stream.close();
    }
    return stream.calls.map(({ data }) => data.map(label));
  }
  const takeAll: PutScript = ({ keys }) => keys.map(() => true);

  test("gets nothing if there is nothing", async () => {
    expect(await scripted(takeAll, [])).toEqual([]);
  });

  test("gets one record of a match at a time", async () => {
    const records = [record("a", 1), record("a", 2), record("b", 1), record("a", 3)];
    expect(await scripted(takeAll, records)).toEqual([["a/e-1", "b/e-1"], ["a/e-2"], ["a/e-3"]]);
  });

  test("gets what it refused again before anything later of that match", async () => {
    const records = [record("a", 1), record("a", 2), record("b", 1), record("b", 2)];
    const pauses: number[] = [];
    const refuseFirst: PutScript = ({ keys }, index) => keys.map((key) => index > 1 || key === "b");
    expect(await scripted(refuseFirst, records, pauses)).toEqual([
      ["a/e-1", "b/e-1"],
      ["a/e-1", "b/e-2"],
      ["a/e-1"],
      ["a/e-2"],
    ]);
    expect(pauses).toEqual([50, 100]);
  });

  test("is an outage when it keeps refusing", async () => {
    const pauses: number[] = [];
    const refuse = scripted(({ keys }) => keys.map((key) => key !== "a"), [record("a"), record("b")], pauses);
    await expect(refuse).rejects.toThrow(OutageError);
    expect(pauses).toEqual([50, 100, 200, 400, 800]);
  });

  test("is an outage when it fails", async () => {
    await expect(scripted(() => 500, [record("a")])).rejects.toThrow(OutageError);
  });

  test("is an outage when it says nothing of a record", async () => {
    await expect(scripted(() => [true], [record("a"), record("b"), record("b", 2)])).resolves.toBeDefined();
    await expect(scripted(() => [], [record("a")])).rejects.toThrow(OutageError);
  });

  test("gets at most 500 records and 5 MB a call", async () => {
    const many = Array.from({ length: 501 }, (_, index) => record(`m-${index}`));
    expect((await scripted(takeAll, many)).map((call) => call.length)).toEqual([500, 1]);
    const large = Array.from({ length: 6 }, (_, index) => record(`m-${index}`, 1, "x".repeat(999_000)));
    expect((await scripted(takeAll, large)).map((call) => call.length)).toEqual([5, 1]);
  });
});
