import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoPresence } from "../../../../modules/adapters/dynamodb/presence.ts";
import { MEMBER_TIMEOUT_MS } from "../../../../modules/match/pings.ts";
import { presenceContract } from "../../../support/contracts/presence.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

const START = Date.parse("2024-11-20T10:00:00.000Z");

let dynamo: Dynamo;
let now = START;
let channel = "";
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(() => {
  now = START;
  channel = `presence-match:${randomUUID()}`;
});

/** Of one Lambda instance: what it remembers is its own. */
function instance(client = dynamo.client) {
  return dynamoPresence(client, "subscriptions", () => now);
}

function user(sub: string, name?: string) {
  return { user_id: `https://issuer.example/ ${sub}`, sub, ...(name === undefined ? {} : { name }) };
}

const ANN = user("ann", "Ann");

async function present(): Promise<string[]> {
  return (await instance().members(channel)).present.map(({ id }) => id);
}

presenceContract(
  "presence in DynamoDB",
  (clock) => () => dynamoPresence(dynamo.client, "subscriptions", clock),
);

describe("a member", () => {
  test("who comes back while it leaves has not left", async () => {
    await instance().enter(channel, ANN, "a1=");
    let pending = true;
    const slow = dynamo.interrupted(async (call) => {
      if (call !== "DeleteItem" || !pending) return;
      pending = false;
      expect(await instance().enter(channel, ANN, "a2=")).toBe(false);
    });
    expect(await instance(slow).leave(channel, ANN.user_id, "a1=")).toBe(false);
    expect(await present()).toEqual(["ann"]);
  });
});

describe("silence", () => {
  test("does not strike off who speaks up just then", async () => {
    await instance().enter(channel, ANN, "a1=");
    now += MEMBER_TIMEOUT_MS + 1;
    let pending = true;
    const slow = dynamo.interrupted(async (call) => {
      if (call !== "DeleteItem" || !pending) return;
      pending = false;
      await instance().enter(channel, ANN, "a1=");
    });
    expect(await instance(slow).members(channel)).toEqual({
      present: [{ id: "ann", name: "Ann" }],
      gone: [],
    });
  });

  test("leaves no trace of connections that ended without a word", async () => {
    for (let index = 0; index < 5; index += 1) {
      await instance().enter(channel, ANN, `flaky-${index}=`);
      now += MEMBER_TIMEOUT_MS + 1;
    }
    await instance().enter(channel, ANN, "last=");
    const rows = await dynamo.rows("subscriptions");
    const row = rows.find(({ pk }) => pk?.S?.startsWith(`${channel}#members`));
    expect(Object.keys(row ?? {}).filter((name) => name.startsWith("c#"))).toEqual(["c#last="]);
  });
});

describe("the count", () => {
  test("is read once a second by each instance, however many ask", async () => {
    const calls: string[] = [];
    const presence = instance(dynamo.interrupted(async (call) => void calls.push(call)));
    for (let asked = 0; asked < 5; asked += 1) await presence.memberCount(channel);
    expect(calls).toEqual(["GetItem"]);
    await instance().recordCount(channel, 7);
    now += 1_000;
    expect(await presence.memberCount(channel)).toMatchObject({ members: 7 });
  });
});

test("a roll of more than a page is whole", async () => {
  const long = "n".repeat(900);
  const users = Array.from({ length: 1_500 }, (_, index) => user(`u${String(index).padStart(4, "0")}`, long));
  const waiting = users.values();
  const presence = instance();
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      for (const one of waiting) await presence.enter(channel, one, `${one.sub}=`);
    }),
  );
  expect(await present()).toEqual(users.map(({ sub }) => sub));
});
