import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoAudience } from "../../../modules/adapters/dynamodb/audience.ts";
import { dynamoPresence } from "../../../modules/adapters/dynamodb/presence.ts";
import { MEMBER_TIMEOUT_MS, PING_MS } from "../../../modules/match/pings.ts";
import type { Payload } from "../../../modules/ports/gateway.ts";
import type { Bearer } from "../../../modules/ports/tokens.ts";
import {
  enterChannel,
  leaveChannel,
  MAX_LISTED_MEMBERS,
  type PresenceNotice,
  presenceViewOf,
  renewPresence,
} from "../../../modules/subscriptions/presence.ts";
import { publishPresence } from "../../../modules/subscriptions/publish-presence.ts";
import { type Dynamo, startDynamo } from "../../support/dynamo.ts";

const TABLES = { connections: "connections", subscriptions: "subscriptions" };
const START = Date.parse("2024-11-20T10:00:00.000Z");

let dynamo: Dynamo;
let now = START;
let channel = "";
/** What was posted, by connection. */
let posted = new Map<string, Record<string, unknown>[]>();
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(() => {
  now = START;
  channel = `presence-match:${randomUUID()}`;
  posted = new Map();
});

const at = () => new Date(now);

function deps() {
  return { presence: dynamoPresence(dynamo.client, TABLES.subscriptions, () => now), now: at };
}

function audience() {
  return dynamoAudience(dynamo.client, TABLES, { now: () => now, handshakeMs: 0 });
}

function bearer(sub: string): Bearer {
  return { user_id: sub, sub, name: sub.toUpperCase(), scopes: [], channels: ["*"], expires_at: now + 36e5 };
}

async function tell(notices: readonly PresenceNotice[]): Promise<void> {
  await publishPresence(notices, {
    audience: audience(),
    gateway: {
      post: async (id, { body }) => {
        posted.set(id, [...(posted.get(id) ?? []), JSON.parse(body.toString())]);
        return "delivered";
      },
    },
    payloadOf: (frame): Payload => ({ body: Buffer.from(frame), sha256: "" }),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    now: at,
  });
}

const who = (sub: string, tab = 1) => ({ connectionId: `${sub}-${tab}=`, bearer: bearer(sub) });

/** A tab of a user subscribes. Resolves with who it sees. */
async function come(sub: string, tab = 1) {
  const { connectionId, bearer: claims } = who(sub, tab);
  await audience().open(connectionId, {
    connected_at: at(),
    dialect: "touchline",
    batch: false,
    bearer: claims,
  });
  await audience().subscribe(connectionId, [{ channel }]);
  const { members, notices } = await enterChannel(channel, who(sub, tab), deps());
  await tell(notices);
  return typeof members === "number" ? members : members.map(({ id }) => id);
}

async function go(sub: string, tab = 1) {
  await audience().forget(who(sub, tab).connectionId);
  await tell(await leaveChannel(channel, who(sub, tab), deps()));
}

async function ping(sub: string, tab = 1) {
  const { members, notices } = await renewPresence(channel, who(sub, tab), deps());
  await tell(notices);
  return typeof members === "number" ? members : members.length;
}

/** What a tab was posted, in short. */
function heard(sub: string, tab = 1): string[] {
  return (posted.get(`${sub}-${tab}=`) ?? []).map(({ type, member, count, members }) => {
    const whom = (member as { id: string } | undefined)?.id ?? (members ? "everybody" : "");
    return `${type} ${whom} ${count}`;
  });
}

/** More members than are named, most of them straight into the table. */
async function crowd(size: number): Promise<void> {
  const { presence } = deps();
  const waiting = Array.from({ length: size }, (_, index) => `fan-${index}`).values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const sub of waiting) await presence.enter(channel, bearer(sub), `${sub}-1=`);
    }),
  );
}

describe("a small channel", () => {
  test("tells its members of each other: once when a user comes, once when it leaves", async () => {
    expect(await come("ann")).toEqual(["ann"]);
    expect(await come("bob")).toEqual(["ann", "bob"]);
    expect(await come("bob", 2)).toEqual(["ann", "bob"]);
    await go("bob");
    await go("bob", 2);
    await go("bob", 2);
    expect(heard("ann")).toEqual(["presence_join bob 2", "presence_leave bob 1"]);
    expect(heard("bob")).toEqual([]);
    expect(heard("bob", 2)).toEqual([]);
    expect(posted.get("ann-1=")?.[0]).toEqual({
      type: "presence_join",
      timestamp: at().toISOString(),
      channel,
      member: { id: "bob", name: "BOB" },
      count: 2,
    });
  });

  test("hears of a ghost from whoever pings, within half a ping of its silence, and once", async () => {
    for (const sub of ["ann", "bob", "ghost"]) await come(sub);
    posted.clear();
    for (let rounds = 0; rounds < 3; rounds += 1) {
      now += PING_MS;
      await ping("ann");
      await ping("bob");
    }
    now += PING_MS;
    await Promise.all([ping("ann"), ping("bob")]);
    expect(heard("ann")).toEqual(["presence_leave ghost 2"]);
    expect(heard("bob")).toEqual(["presence_leave ghost 2"]);
    // It is told too, if it can be: and that it is back, when it is.
    expect(heard("ghost")).toEqual(["presence_leave ghost 2"]);
    expect(await ping("ghost")).toBe(3);
    expect(heard("ghost").at(-1)).toBe("presence_join ghost 3");
    expect(heard("ann").at(-1)).toBe("presence_join ghost 3");
  });

  test("hears of a ghost from whoever asks", async () => {
    await come("ann");
    await come("ghost");
    now += MEMBER_TIMEOUT_MS + 1;
    await ping("ann");
    const { members, notices } = await presenceViewOf(channel, deps());
    await tell(notices);
    expect(members).toEqual([{ id: "ann", name: "ANN" }]);
    expect(heard("ann").filter((line) => line.includes("leave"))).toEqual(["presence_leave ghost 1"]);
  });

  test("is looked through every half ping, not at every ping", async () => {
    await come("ann");
    const calls: string[] = [];
    const client = dynamo.interrupted(async (call) => void calls.push(call));
    const presence = dynamoPresence(client, TABLES.subscriptions, () => now);
    const queries = async () => {
      calls.length = 0;
      await renewPresence(channel, who("ann"), { presence, now: at });
      return calls.filter((call) => call === "Query").length;
    };
    expect(await queries()).toBeGreaterThan(0);
    now += PING_MS / 2 - 1;
    expect(await queries()).toBe(0);
    now += 1;
    expect(await queries()).toBeGreaterThan(0);
  });
});

describe("a large channel", () => {
  test("is named up to 100, and beyond that counted", async () => {
    await crowd(MAX_LISTED_MEMBERS - 2);
    await come("ann");
    expect(await come("bob")).toHaveLength(MAX_LISTED_MEMBERS);
    expect(heard("ann")).toEqual([`presence_join bob ${MAX_LISTED_MEMBERS}`]);
    expect(await come("cat")).toBe(MAX_LISTED_MEMBERS + 1);
    expect(heard("ann").at(-1)).toBe(`presence_state  ${MAX_LISTED_MEMBERS + 1}`);
  });

  test("is told how many it is once a second at most, whoever comes and goes", async () => {
    await crowd(300);
    await come("ann");
    posted.clear();
    for (let index = 0; index < 12; index += 1) {
      now += 100;
      await come(`new-${index}`);
      await go(`new-${index}`);
    }
    expect(heard("ann").length).toBeLessThanOrEqual(1);
    now += 4_000;
    await come("bob");
    expect(heard("ann").at(-1)).toBe("presence_state  302");
    // The larger, the rarer: this one costs its 300 posts every three seconds.
    now += 2_900;
    await come("cat");
    expect(heard("ann").at(-1)).toBe("presence_state  302");
    now += 200;
    await ping("ann");
    expect(heard("ann").at(-1)).toBe("presence_state  303");
  });

  test("of thousands hears it with the pongs alone", async () => {
    const { presence } = deps();
    await crowd(150);
    await presence.recordCount(channel, 3_200);
    await come("ann");
    now += 60_000;
    expect(await come("bob")).toBe(152);
    await presence.recordCount(channel, 3_200);
    posted.clear();
    now += 1_000;
    expect(await ping("ann")).toBe(3_200);
    expect(heard("ann")).toEqual([]);
  });

  test("is not read while its count is fresh", async () => {
    await crowd(200);
    await come("ann");
    const calls: string[] = [];
    const client = dynamo.interrupted(async (call) => void calls.push(call));
    const presence = dynamoPresence(client, TABLES.subscriptions, () => now);
    await enterChannel(channel, who("bob"), { presence, now: at });
    await leaveChannel(channel, who("bob"), { presence, now: at });
    await renewPresence(channel, who("ann"), { presence, now: at });
    expect(calls).not.toContain("Query");
  });

  test("that has become small is told who is there, and goes on by name", async () => {
    await crowd(MAX_LISTED_MEMBERS);
    await come("ann");
    await come("bob");
    posted.clear();
    const { presence } = deps();
    for (let index = 0; index < 5; index += 1)
      await presence.leave(channel, `fan-${index}`, `fan-${index}-1=`);
    now += 2_000;
    await go("bob");
    expect(heard("ann")).toEqual([`presence_state everybody ${MAX_LISTED_MEMBERS - 4}`]);
    await come("cat");
    expect(heard("ann").at(-1)).toBe(`presence_join cat ${MAX_LISTED_MEMBERS - 3}`);
  });
});

test("posting has no N squared: 160 who come cost no 160 times 160 posts", async () => {
  for (let index = 0; index < 160; index += 1) {
    now += 10;
    await come(`u${index}`);
  }
  const named = [...posted.values()].flat().filter(({ type }) => type === "presence_join").length;
  const counted = [...posted.values()].flat().filter(({ type }) => type === "presence_state").length;
  // Each of the first hundred to those before it, and then at most one round a second: they came within two.
  expect(named).toBeLessThanOrEqual((MAX_LISTED_MEMBERS * MAX_LISTED_MEMBERS) / 2);
  expect(counted).toBeLessThanOrEqual(2 * 160);
});
