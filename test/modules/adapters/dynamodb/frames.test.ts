import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoFrames } from "../../../../modules/adapters/dynamodb/frames.ts";
import { entry, frameLogContract, run, shown } from "../../../support/contracts/frame-log.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const HOUR = 3_600_000;

frameLogContract("the frame log in DynamoDB", async () => dynamoFrames(dynamo.client, "frames"));

test("more than one call answers is said to be more", async () => {
  const frames = dynamoFrames(dynamo.client, "frames");
  await frames.append(shown(run("large", 1, 30, 45_000)));
  const since = await frames.since("public", "large", 0, 100);
  expect(since.more).toBe(true);
  expect(since.entries.length).toBeLessThan(30);
  const before = await frames.before("public", "large", undefined, 100);
  expect(before).toMatchObject({ more: true });
  expect(before.entries.at(-1)?.seq).toBe(30);
});

test("an entry nobody could be sent is left out, and the others stay", async () => {
  const frames = dynamoFrames(dynamo.client, "frames");
  await frames.append(shown([entry("huge", 1), entry("huge", 2, 250_000), entry("huge", 3)]));
  const { entries } = await frames.since("public", "huge", 0, 10);
  expect(entries.map(({ seq, prev_seq }) => [seq, prev_seq])).toEqual([
    [1, 0],
    [3, 2],
  ]);
});

test("after six hours an entry is gone, whether or not DynamoDB has deleted it", async () => {
  let now = Date.parse("2024-11-20T10:30:00.000Z");
  const frames = dynamoFrames(dynamo.client, "frames", () => now);
  await frames.append(shown(run("old", 1, 3)));
  now += 3 * HOUR;
  await frames.append(shown(run("old", 4, 6)));
  expect((await frames.since("public", "old", 0, 10)).entries).toEqual(run("old", 1, 6));
  now += 3 * HOUR;
  expect(await frames.since("public", "old", 0, 10)).toEqual({ entries: run("old", 4, 6), more: false });
  expect(await frames.before("public", "old", undefined, 3)).toEqual({
    entries: run("old", 4, 6),
    more: false,
  });
  // Its first page is of expired ones only.
  expect(await frames.since("public", "old", 0, 2)).toEqual({ entries: [], more: true });

  const rows = await dynamo.rows("frames");
  const ttl = rows.filter(({ match_id }) => match_id?.S === "old").map((row) => Number(row.ttl?.N) * 1000);
  expect(Math.min(...ttl)).toBe(now);
});

test("25 entries take one call", async () => {
  const calls: string[] = [];
  const client = dynamo.interrupted(async (call) => void calls.push(call));
  const frames = dynamoFrames(client, "frames");
  await frames.append([]);
  await frames.append(shown(run("calls", 1, 25)));
  await frames.append(shown(run("calls", 26, 51)));
  expect(calls).toEqual(["BatchWriteItem", "BatchWriteItem", "BatchWriteItem"]);
  client.destroy();
});

test("a table that is not there rejects", async () => {
  const nowhere = dynamoFrames(dynamo.client, "nowhere");
  await expect(nowhere.append(shown([entry("1", 1)]))).rejects.toThrow();
  await expect(nowhere.since("public", "1", 0, 1)).rejects.toThrow();
  await expect(nowhere.before("public", "1", undefined, 1)).rejects.toThrow();
});
