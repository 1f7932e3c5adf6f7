import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoIdMap } from "../../../../modules/adapters/dynamodb/id-map.ts";
import { dynamoIdRegistry } from "../../../../modules/adapters/dynamodb/id-registry.ts";
import { type ExternalId, externalKey, type IdMapping } from "../../../../modules/ports/ids.ts";
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

let made = 0;
function external(fields: Partial<ExternalId> = {}): ExternalId {
  made += 1;
  return { provider: "opta", kind: "match", external: `g${made}`, ...fields };
}

function mapping(id: ExternalId, fields: Partial<IdMapping> = {}): IdMapping {
  return { ...id, id: "our-match", updated_at: "2024-11-20T10:30:00.000Z", ...fields };
}

const registry = () => dynamoIdRegistry(dynamo.client, "ids");
const map = () => {
  const client = dynamo.interrupted(async (call) => void calls.push(call));
  return dynamoIdMap(client, "ids", () => clock);
};

describe("a line of the map", () => {
  test("is read as it was put, put anew, and gone once it is removed", async () => {
    const id = external();
    expect(await registry().get(id)).toBeUndefined();
    await registry().put(mapping(id, { priority: 2 }));
    expect(await registry().get(id)).toEqual(mapping(id, { priority: 2 }));
    await registry().put(mapping(id, { id: "another" }));
    expect(await registry().get(id)).toEqual(mapping(id, { id: "another" }));
    expect(await registry().remove(id)).toEqual(mapping(id, { id: "another" }));
    expect(await registry().get(id)).toBeUndefined();
    expect(await registry().remove(id)).toBeUndefined();
  });

  test("is found by our id, all of them or those of one kind", async () => {
    const [match, other, team] = [
      external({ external: "sr:sport_event:1", provider: "sportradar" }),
      external(),
      external({ kind: "team" }),
    ];
    for (const id of [match, other, team]) await registry().put(mapping(id, { id: "listed" }));
    const found = await registry().list("listed");
    expect(new Set(found.map(externalKey))).toEqual(new Set([match, other, team].map(externalKey)));
    expect(await registry().list("listed", "team")).toEqual([mapping(team, { id: "listed" })]);
    expect(await registry().list("nobody")).toEqual([]);
  });
});

describe("looking up", () => {
  test("answers those that have a line, with their priority", async () => {
    const [known, preferred, unknown] = [external(), external(), external()];
    await registry().put(mapping(known));
    await registry().put(mapping(preferred, { priority: 1 }));
    expect(await map().lookup([known, preferred, unknown])).toEqual(
      new Map([
        [externalKey(known), { id: "our-match" }],
        [externalKey(preferred), { id: "our-match", priority: 1 }],
      ]),
    );
  });

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
    expect(await map().lookup([])).toEqual(new Map());
    expect(calls).toEqual([]);
  });

  test("of more ids than one call takes asks for all", async () => {
    const ids = Array.from({ length: 250 }, () => external({ kind: "player" }));
    const last = ids.at(-1);
    if (last) await registry().put(mapping(last, { id: "found" }));
    expect([...(await map().lookup(ids)).values()]).toEqual([{ id: "found" }]);
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
