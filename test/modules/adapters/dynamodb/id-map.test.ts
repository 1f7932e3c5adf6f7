import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoIdMap } from "../../../../modules/adapters/dynamodb/id-map.ts";
import { dynamoIdRegistry } from "../../../../modules/adapters/dynamodb/id-registry.ts";
import { idMapContract } from "../../../support/contracts/id-map.ts";
import { external, mapping } from "../../../support/contracts/id-registry.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
let clock: number;
let calls: string[];
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(() => {
  clock = 1_000_000;
  calls = [];
});

const registry = () => dynamoIdRegistry(dynamo.client, "ids");
const map = () => {
  const client = dynamo.interrupted(async (call) => void calls.push(call));
  return dynamoIdMap(client, "ids", () => clock);
};

idMapContract("the table of ids", async (lines) => {
  for (const line of lines) await registry().put(line);
  return map();
});

describe("looking up", () => {
  test("asks once a minute, also for what has no line, and only for what it does not know", async () => {
    const [known, unknown, later] = [external(), external(), external()];
    await registry().put(mapping(known));
    const ids = map();
    await ids.lookup([known, unknown]);
    clock += 59_999;
    expect((await ids.lookup([known, unknown])).size).toBe(1);
    expect(calls).toEqual(["BatchGetItem"]);
    await ids.lookup([known, unknown, later]);
    expect(calls).toHaveLength(2);
    await registry().put(mapping(unknown));
    clock += 1;
    expect((await ids.lookup([known, unknown])).size).toBe(2);
  });

  test("of nothing asks nobody", async () => {
    await map().lookup([]);
    expect(calls).toEqual([]);
  });

  test("of more ids than one call takes asks in as few calls as it can", async () => {
    await map().lookup(Array.from({ length: 250 }, () => external({ kind: "player" })));
    expect(calls).toHaveLength(3);
  });

  test("rejects while the table is out of reach, and remembers nothing of that", async () => {
    const known = external();
    await registry().put(mapping(known));
    let isDown = true;
    const ids = dynamoIdMap(
      dynamo.interrupted(async () => {
        if (isDown) throw new Error("out of reach");
      }),
      "ids",
    );
    await expect(ids.lookup([known])).rejects.toThrow("out of reach");
    isDown = false;
    expect((await ids.lookup([known])).size).toBe(1);
  });
});
