import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoConnectionLimiter } from "../../../../modules/adapters/dynamodb/connection-limiter.ts";
import type { ConnectionLimiter, Visitor } from "../../../../modules/ports/audience.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const START = Date.parse("2024-11-20T10:30:00Z");
const MINUTE = 60_000;
const LIMITS = { perUser: 3, perAddress: 5 };
let now: number;
let connectionLimiter: ConnectionLimiter;
/** Tests share a table, and nobody in it. */
let some = 0;
let person: (name: string) => string;
beforeEach(() => {
  now = START;
  some += 1;
  const suffix = some;
  person = (name) => `${name}-${suffix}`;
  connectionLimiter = dynamoConnectionLimiter(dynamo.client, {
    table: "connection-limits",
    limits: LIMITS,
    now: () => now,
  });
});

let ids = 0;
async function enter(visitor: Visitor): Promise<string | false> {
  ids += 1;
  const id = `connection-${ids}`;
  return (await connectionLimiter.enter(id, visitor, new Date(now))) && id;
}
const enterTimes = async (times: number, visitor: Visitor) => {
  const entered: (string | false)[] = [];
  for (let time = 0; time < times; time += 1) entered.push(await enter(visitor));
  return entered;
};
const letIn = (entered: readonly (string | false)[]) => entered.map((one) => one !== false);

describe("as many as the limit says", () => {
  test("connections of a user, from wherever", async () => {
    const entered: (string | false)[] = [];
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"])
      entered.push(await enter({ user_id: person("ada"), address: person(address) }));
    expect(letIn(entered)).toEqual([true, true, true, false]);
    expect(await enter({ user_id: person("bob"), address: person("192.0.2.1") })).toBeTruthy();
  });

  test("connections of an address, of whomever", async () => {
    const address = person("192.0.2.1");
    const visitors = [{}, { user_id: person("a") }, { user_id: person("b") }, {}, {}, {}];
    const entered: (string | false)[] = [];
    for (const visitor of visitors) entered.push(await enter({ ...visitor, address }));
    expect(letIn(entered)).toEqual([true, true, true, true, true, false]);
    expect(await enter({ address: person("192.0.2.2") })).toBeTruthy();
  });

  test("again, once others have left; leaving twice is leaving once", async () => {
    const visitor = { user_id: person("ada"), address: person("192.0.2.1") };
    const [first] = await enterTimes(3, visitor);
    expect(await enter(visitor)).toBe(false);
    for (let times = 0; times < 3; times += 1) await connectionLimiter.leave(first || "");
    expect(letIn(await enterTimes(2, visitor))).toEqual([true, false]);
  });

  test("whoever was refused does not count, neither as user nor as address", async () => {
    const address = person("192.0.2.1");
    await enterTimes(10, { user_id: person("ada"), address });
    expect(letIn(await enterTimes(3, { address }))).toEqual([true, true, false]);
  });

  test("of those who come at once never more, and of those who come later as many", async () => {
    const visitor = { user_id: person("ada") };
    const entered = letIn(await Promise.all(Array.from({ length: 20 }, () => enter(visitor))));
    const inside = entered.filter(Boolean).length;
    expect(inside).toBeLessThanOrEqual(LIMITS.perUser);
    const later = letIn(await enterTimes(LIMITS.perUser, visitor)).filter(Boolean).length;
    expect(inside + later).toBe(LIMITS.perUser);
  });

  test("whatever the order of coming and leaving, also around the hour", async () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 20 }), fc.nat({ max: 4 })), {
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        some += 1;
        now = START;
        const visitor = { user_id: `ada-${some}` };
        const inside: string[] = [];
        for (const [comes, which, minutes] of taken) {
          now += minutes * MINUTE;
          const [id] = inside.splice(comes ? inside.length : which % (inside.length || 1), 1);
          if (id !== undefined) await connectionLimiter.leave(id);
          if (!comes) continue;
          const entered = await enter(visitor);
          expect(entered !== false).toBe(inside.length < LIMITS.perUser);
          if (entered) inside.push(entered);
        }
      }),
      { numRuns: 25 },
    );
  });
});

test("a connection that becomes somebody's is counted for both, and leaves both", async () => {
  const address = person("192.0.2.1");
  const id = (await enter({ address })) || "";
  await enterTimes(2, { user_id: person("ada") });
  expect(await connectionLimiter.enter(id, { user_id: person("ada") }, new Date(now))).toBe(true);
  expect(await enter({ user_id: person("ada") })).toBe(false);
  await connectionLimiter.leave(id);
  expect(letIn(await enterTimes(2, { user_id: person("ada") }))).toEqual([true, false]);
  expect(letIn(await enterTimes(6, { address }))).toEqual([true, true, true, true, true, false]);
});

test("a connection whose end nobody was told of counts as long as one can last, and no longer", async () => {
  const visitor = { user_id: person("ada") };
  await enterTimes(3, visitor);
  now += 130 * MINUTE;
  expect(await enter(visitor)).toBe(false);
  now += 61 * MINUTE;
  expect(await enter(visitor)).toBeTruthy();
});

test("one that leaves when its hour is forgotten does not bring it back, below zero", async () => {
  const fresh = dynamoConnectionLimiter(dynamo.client, { table: "connection-limits", limits: LIMITS });
  const before = new Set((await dynamo.rows("connection-limits")).map(({ pk }) => pk?.S));
  await fresh.enter("late", { user_id: person("ada") }, new Date());
  const counters = (await dynamo.rows("connection-limits")).filter(
    ({ pk }) => pk?.S?.startsWith("user#") && !before.has(pk.S),
  );
  expect(counters).toHaveLength(1);
  const [{ pk } = {}] = counters;
  if (!pk) throw new Error("a counter without a key");
  await dynamo.client.send(new DeleteItemCommand({ TableName: "connection-limits", Key: { pk } }));
  await fresh.leave("late");
  expect((await dynamo.rows("connection-limits")).filter((row) => row.pk?.S === pk.S)).toEqual([]);
});

test.each([
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", true],
  ["2001:db8:1:2::", "2001:0DB8:0001:0002:ffff::1", true],
  ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
  ["2001:db8::1", "2001:db8:0:0:5::", true],
  ["::1", "::2", true],
  ["192.0.2.1", "192.0.2.2", false],
  ["::ffff:192.0.2.3", "::ffff:192.0.2.4", false],
  ["192.0.2.5", "::ffff:192.0.2.5", true],
])("%s and %s are of one household: %s", async (one, other, same) => {
  const fresh = dynamoConnectionLimiter(dynamo.client, {
    table: "connection-limits",
    limits: { perUser: 1, perAddress: 1 },
  });
  const id = `household-${one}-${other}`;
  expect(await fresh.enter(id, { address: one }, new Date())).toBe(true);
  expect(await fresh.enter(`${id}-2`, { address: other }, new Date())).toBe(!same);
  await fresh.leave(id);
  await fresh.leave(`${id}-2`);
});

test("whoever always has a connection leaves nothing behind of the hours that are over", async () => {
  const user_id = person("ada");
  const before = new Set((await dynamo.rows("connection-limits")).map(({ pk }) => pk?.S));
  for (let hour = 0; hour < 12; hour += 1) {
    const id = await enter({ user_id });
    expect(id).toBeTruthy();
    if (hour % 2 === 0) await connectionLimiter.leave(id || "");
    now += 60 * MINUTE;
  }
  const row = (await dynamo.rows("connection-limits")).find(
    ({ pk }) => pk?.S?.startsWith("user#") && !before.has(pk.S),
  );
  expect(Object.keys(row ?? {}).filter((name) => name.startsWith("at")).length).toBeLessThanOrEqual(4);
});

test("nothing in the table says who somebody is or where from", async () => {
  await enter({ user_id: person("https://id.test#ada"), address: "203.0.113.77" });
  const rows = await dynamo.rows("connection-limits");
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/ada|id\.test|203\.0|192\.0/);
  for (const { ttl } of rows) expect(Number(ttl?.N)).toBeGreaterThan(START / 1000);
});
