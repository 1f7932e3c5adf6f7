import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoFrames } from "../../../../modules/adapters/dynamodb/frames.ts";
import type { MatchFrame } from "../../../../modules/match/frame.ts";
import type { View } from "../../../../modules/match/view.ts";
import type { EntryFrames } from "../../../../modules/ports/recovery.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const HOUR = 3_600_000;

function entry(match_id: string, seq: number, bytes = 0, of = "both"): EntryFrames {
  const frame = { type: "match_event", match_id, seq, data: { name: "é", of, filler: "x".repeat(bytes) } };
  return { match_id, seq, prev_seq: seq - 1, frames: [frame, frame] as unknown as MatchFrame[] };
}

function run(match_id: string, from: number, to: number, bytes = 0): EntryFrames[] {
  return Array.from({ length: to - from + 1 }, (_, index) => entry(match_id, from + index, bytes));
}

/** As public channels saw them. */
function shown(entries: readonly EntryFrames[]) {
  return entries.map((one) => ({ ...one, view: "public" as const }));
}

test("what was appended is read in the order of numbers, however it came", async () => {
  const frames = dynamoFrames(dynamo.client, "frames");
  await frames.append(shown([...run("a", 1, 60).reverse(), entry("b", 1)]));
  await frames.append(shown([entry("a", 61), entry("a", 5)]));
  expect(await frames.since("public", "a", 2, 100)).toEqual({ entries: run("a", 3, 61), more: false });
  expect(await frames.before("public", "a", undefined, 100)).toEqual({
    entries: run("a", 1, 61),
    more: false,
  });
  expect(await frames.before("public", "a", 10, 100)).toEqual({ entries: run("a", 1, 9), more: false });
  expect(await frames.since("public", "a", 61, 100)).toEqual({ entries: [], more: false });
  expect(await frames.before("public", "a", 1, 100)).toEqual({ entries: [], more: false });
  expect(await frames.since("public", "nobody", 0, 100)).toEqual({ entries: [], more: false });
});

test("what private channels saw is apart from it", async () => {
  const frames = dynamoFrames(dynamo.client, "frames");
  const shownTo = (view: View, seqs: number[]) =>
    seqs.map((seq) => ({ ...entry("apart", seq, 0, view), view }));
  const read = (view: View, seqs: number[]) => seqs.map((seq) => entry("apart", seq, 0, view));
  await frames.append([...shownTo("public", [1, 3]), ...shownTo("private", [1, 2, 3])]);
  await frames.append([{ ...entry("private-apart", 9), view: "public" }]);
  expect((await frames.since("public", "apart", 0, 10)).entries).toEqual(read("public", [1, 3]));
  expect((await frames.since("private", "apart", 1, 10)).entries).toEqual(read("private", [2, 3]));
  expect((await frames.before("private", "apart", 3, 1)).entries).toEqual(read("private", [2]));
});

test("no more than asked for, and whether there is more", async () => {
  const frames = dynamoFrames(dynamo.client, "frames");
  await frames.append(shown(run("limits", 1, 20)));
  expect(await frames.since("public", "limits", 3, 7)).toEqual({ entries: run("limits", 4, 10), more: true });
  expect(await frames.since("public", "limits", 3, 17)).toEqual({
    entries: run("limits", 4, 20),
    more: false,
  });
  expect(await frames.before("public", "limits", 15, 5)).toEqual({
    entries: run("limits", 10, 14),
    more: true,
  });
  expect(await frames.before("public", "limits", 15, 14)).toEqual({
    entries: run("limits", 1, 14),
    more: false,
  });
});

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
