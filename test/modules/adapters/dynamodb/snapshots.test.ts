import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoSnapshots } from "../../../../modules/adapters/dynamodb/snapshots.ts";
import { newMatch, snapshot } from "../../../../modules/match/state.ts";
import type { StoredSnapshot } from "../../../../modules/ports/recovery.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

function stored(match: string, seq: number): StoredSnapshot {
  const state = { ...newMatch(match), seq, public_seq: Math.max(0, seq - 1), home_score: seq };
  const positions = { goal: seq, "*": state.public_seq };
  return { snapshot: snapshot(state), public_seq: state.public_seq, positions };
}

test("what was put is got, and nothing else", async () => {
  const snapshots = dynamoSnapshots(dynamo.client, "snapshots");
  await snapshots.put([stored("1", 3), stored("2", 1)]);
  expect(await snapshots.get(["1", "3", "1", "2"])).toEqual(
    new Map([
      ["1", stored("1", 3)],
      ["2", stored("2", 1)],
    ]),
  );
  expect(await snapshots.get([])).toEqual(new Map());
});

test("an older snapshot changes nothing, a newer one replaces", async () => {
  const snapshots = dynamoSnapshots(dynamo.client, "snapshots");
  await snapshots.put([stored("older", 5)]);
  await snapshots.put([stored("older", 4)]);
  expect((await snapshots.get(["older"])).get("older")).toEqual(stored("older", 5));
  await Promise.all([6, 9, 7, 8].map((seq) => snapshots.put([stored("older", seq)])));
  expect((await snapshots.get(["older"])).get("older")).toEqual(stored("older", 9));
});

test("more than one call can hold", async () => {
  const snapshots = dynamoSnapshots(dynamo.client, "snapshots");
  const ids = Array.from({ length: 130 }, (_, index) => `many-${index}`);
  await snapshots.put(ids.map((id) => stored(id, 1)));
  expect((await snapshots.get(ids)).size).toBe(130);
});

test("a table that is not there rejects", async () => {
  const nowhere = dynamoSnapshots(dynamo.client, "nowhere");
  await expect(nowhere.get(["1"])).rejects.toThrow();
  await expect(nowhere.put([stored("1", 1)])).rejects.toThrow();
});
