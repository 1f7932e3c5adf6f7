import { BatchWriteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AudienceOptions,
  dynamoAudience,
  UnknownConnectionError,
} from "../../../../modules/adapters/dynamodb/audience.ts";
import { connectionRows } from "../../../../modules/adapters/dynamodb/connection-rows.ts";
import type { Audience, Subscriber, Subscription } from "../../../../modules/ports/audience.ts";
import type { Bearer } from "../../../../modules/ports/tokens.ts";
import { audienceContract } from "../../../support/contracts/audience.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

const TABLES = { connections: "connections", subscriptions: "subscriptions" };
const START = Date.parse("2024-11-20T10:00:00.000Z");
const MINUTE = 60_000;

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

audienceContract("the audience in DynamoDB", (now) =>
  dynamoAudience(dynamo.client, TABLES, { now, handshakeMs: 0 }),
);

/** An audience of one Lambda instance: what it remembers is its own. */
function instance(options: AudienceOptions = {}) {
  return dynamoAudience(dynamo.client, TABLES, { now: () => START, handshakeMs: 0, ...options });
}

/** An instance that something happens to ahead of its first `call`. */
function interrupted(call: string, happening: () => Promise<void>) {
  let pending = true;
  const client = dynamo.interrupted(async (name) => {
    if (name !== call || !pending) return;
    pending = false;
    await happening();
  });
  return dynamoAudience(client, TABLES, { now: () => START, handshakeMs: 0 });
}

const PLAIN = { connected_at: new Date(START), dialect: "touchline", batch: false } as const;

async function arrive(audience: Audience, id: string, channels: string[], how: Partial<Arrival> = {}) {
  await audience.open(id, { ...PLAIN, ...how });
  await audience.subscribe(id, wanted(channels));
}

type Arrival = Parameters<Audience["open"]>[1];

function wanted(channels: string[]): Subscription[] {
  return channels.map((channel) => ({ channel }));
}

function byId(a: Subscriber, b: Subscriber): number {
  return a.id < b.id ? -1 : 1;
}

async function idsOn(audience: Audience, channel: string): Promise<string[]> {
  const found = await audience.subscribers([channel]);
  return (found.get(channel) ?? []).map(({ id }) => id).toSorted();
}

async function channelsOf(audience: Audience, id: string): Promise<string[]> {
  return [...((await audience.connection(id))?.subscriptions.keys() ?? [])].toSorted();
}

async function rowsOf(connectionId: string): Promise<string[]> {
  const rows = await dynamo.rows("subscriptions");
  return rows.filter(({ sk }) => sk?.S?.slice(2) === connectionId).map(({ pk }) => pk?.S ?? "");
}

async function shardsOf(channel: string): Promise<number> {
  const rows = await dynamo.rows("subscriptions");
  return Number(rows.find(({ pk, sk }) => pk?.S === channel && sk?.S === "#shards")?.shards?.N);
}

test("what a connection is opened with is found like what it subscribes to later, and forgotten with it", async () => {
  const audience = instance();
  const goals = { channel: "match:open", types: ["goal"] } as const;
  await audience.open("opened1=", PLAIN, [{ channel: "match:open" }, goals, { channel: "league:open" }]);
  await audience.subscribe("opened1=", [{ channel: "all" }]);
  const found = await audience.subscribers(["match:open", "league:open"]);
  const { connected_at: _, ...format } = PLAIN;
  expect(found.get("match:open")).toEqual([{ id: "opened1=", ...format, types: ["goal"] }]);
  expect(found.get("league:open")).toEqual([{ id: "opened1=", ...format }]);
  expect(await channelsOf(audience, "opened1=")).toEqual(["all", "league:open", "match:open"]);

  const forgotten = await audience.forget("opened1=");
  expect([...(forgotten?.subscriptions.keys() ?? [])].toSorted()).toEqual([
    "all",
    "league:open",
    "match:open",
  ]);
  expect(await rowsOf("opened1=")).toEqual([]);
  expect(await audience.forget("opened1=")).toBeUndefined();
});

describe("subscribing", () => {
  test("makes a connection found on its channels and on no other", async () => {
    const audience = instance();
    await arrive(audience, "a1=", ["match:a", "live:all"]);
    await arrive(audience, "a2=", ["match:a"]);

    const found = await audience.subscribers(["match:a", "live:all", "match:nobody"]);
    const ids = Array.from(found, ([channel, some]) => [channel, some.map(({ id }) => id).toSorted()]);
    expect(Object.fromEntries(ids)).toEqual({
      "match:a": ["a1=", "a2="],
      "live:all": ["a1="],
      "match:nobody": [],
    });
    expect(await channelsOf(audience, "a1=")).toEqual(["live:all", "match:a"]);
    expect(await audience.subscribers([])).toEqual(new Map());
  });

  test("twice, even after the channel was spread wider, leaves one row", async () => {
    const audience = instance();
    await arrive(audience, "b1=", ["match:b"]);
    await audience.subscribe("b1=", wanted(["match:b", "match:b"]));
    await dynamo.client.send(
      new PutItemCommand({
        TableName: "subscriptions",
        Item: {
          pk: { S: "match:b" },
          sk: { S: "#shards" },
          shards: { N: "64" },
          joined: { N: "0" },
          ttl: { N: "1" },
        },
      }),
    );
    await instance().subscribe("b1=", wanted(["match:b"]));

    expect(await rowsOf("b1=")).toEqual(["match:b#0"]);
    expect(await idsOn(audience, "match:b")).toEqual(["b1="]);
  });

  test("to more channels than one call can take", async () => {
    const audience = instance();
    const channels = Array.from({ length: 230 }, (_, index) => `match:many-${"x".repeat(100)}-${index}`);
    await arrive(audience, "c1=", channels);

    const found = await audience.subscribers(channels);
    expect(
      channels.filter(
        (channel) =>
          found
            .get(channel)
            ?.map(({ id }) => id)
            .join() !== "c1=",
      ),
    ).toEqual([]);
    expect(await channelsOf(audience, "c1=")).toEqual(channels.toSorted());
    await audience.forget("c1=");
    expect(await rowsOf("c1=")).toEqual([]);
  });

  test("a connection that is not there leaves nothing", async () => {
    await expect(instance().subscribe("d1=", wanted(["match:d"]))).rejects.toBeInstanceOf(
      UnknownConnectionError,
    );
    expect(await rowsOf("d1=")).toEqual([]);
    expect(await instance().connection("d1=")).toBeUndefined();
  });
});

describe("unsubscribing", () => {
  test("ends the channels named, and is fine with others", async () => {
    const audience = instance();
    await arrive(audience, "e1=", ["match:e", "all"]);
    await audience.unsubscribe("e1=", ["match:e", "match:other"]);

    expect(await channelsOf(audience, "e1=")).toEqual(["all"]);
    expect(await rowsOf("e1=")).toEqual(["all#0"]);
    await audience.unsubscribe("e1=", ["match:e"]);
    await audience.unsubscribe("nobody", ["match:e"]);
    expect(await audience.connection("nobody")).toBeUndefined();
  });

  test("of a connection forgotten meanwhile does not bring it back", async () => {
    await connectionRows(dynamo.client, "connections").remove("ghost", ["match:e"]);
    expect((await dynamo.rows("connections")).map((row) => row.connection_id?.S)).not.toContain("ghost");
  });
});

describe("forgetting", () => {
  test("leaves nothing behind, and twice is fine", async () => {
    const audience = instance();
    await arrive(audience, "f1=", ["match:f", "league:f", "all"]);
    await audience.forget("f1=");
    await audience.forget("f1=");

    expect(await rowsOf("f1=")).toEqual([]);
    expect((await dynamo.rows("connections")).map((row) => row.connection_id?.S)).not.toContain("f1=");
    expect(await idsOn(audience, "match:f")).toEqual([]);
  });

  test("finds the row of a subscriber that died before it had written the rest", async () => {
    const audience = instance();
    await audience.open("g1=", PLAIN);
    await connectionRows(dynamo.client, "connections").add("g1=", [{ channel: "match:g", shard: 0 }]);
    await dynamo.client.send(
      new PutItemCommand({
        TableName: "subscriptions",
        Item: { pk: { S: "match:g#0" }, sk: { S: "g1=" }, ttl: { N: "1" } },
      }),
    );
    await audience.forget("g1=");
    expect(await rowsOf("g1=")).toEqual([]);
  });

  test("ahead of a subscriber's last write leaves nothing, and the subscriber is told", async () => {
    await instance().open("h1=", PLAIN);
    const slow = interrupted("BatchWriteItem", async () => void (await instance().forget("h1=")));

    await expect(slow.subscribe("h1=", wanted(["match:h", "all"]))).rejects.toBeInstanceOf(
      UnknownConnectionError,
    );
    expect(await rowsOf("h1=")).toEqual([]);
  });

  test("forgets what was subscribed to in the meantime as well", async () => {
    await arrive(instance(), "h2=", ["match:h"]);
    await interrupted("DeleteItem", () => instance().subscribe("h2=", wanted(["all"]))).forget("h2=");

    expect(await rowsOf("h2=")).toEqual([]);
    expect(await instance().connection("h2=")).toBeUndefined();
  });

  test("spares a connection whose handshake may be under way", async () => {
    const late = (ms: number) => instance({ now: () => START + ms, handshakeMs: 30_000 });
    await arrive(instance(), "i1=", ["match:i"]);

    await late(29_000).forget("i1=");
    expect(await idsOn(instance(), "match:i")).toEqual(["i1="]);
    await late(30_000).forget("i1=");
    expect(await idsOn(instance(), "match:i")).toEqual([]);
  });
});

describe("what a connection wants", () => {
  const TYPES = ["goal", "card"] as const;

  test("is found with it: dialect, batches, and the types of events", async () => {
    const audience = instance();
    await audience.open("m1=", { ...PLAIN, dialect: "flat", batch: true });
    await audience.subscribe("m1=", [{ channel: "match:m", types: TYPES }, { channel: "league:m" }]);
    await arrive(audience, "m2=", ["match:m"]);

    const found = await instance().subscribers(["match:m", "league:m"]);
    expect(found.get("match:m")?.toSorted(byId)).toEqual([
      { id: "m1=", dialect: "flat", batch: true, types: ["card", "goal"] },
      { id: "m2=", dialect: "touchline", batch: false },
    ]);
    expect(found.get("league:m")).toEqual([{ id: "m1=", dialect: "flat", batch: true }]);
    const { subscriptions, ...format } = (await audience.connection("m1=")) ?? {};
    expect(format).toEqual({ ...PLAIN, dialect: "flat", batch: true });
    expect([...(subscriptions ?? [])].toSorted()).toEqual([
      ["league:m", {}],
      ["match:m", { types: TYPES }],
    ]);
  });

  test("is what it said last", async () => {
    const audience = instance();
    await arrive(audience, "m3=", ["match:m3"]);
    const typesNow = async () => {
      const [subscriber] = (await audience.subscribers(["match:m3"])).get("match:m3") ?? [];
      const wish = (await audience.connection("m3="))?.subscriptions.get("match:m3");
      return [subscriber?.types, wish?.types];
    };
    expect(await typesNow()).toEqual([undefined, undefined]);
    await audience.subscribe("m3=", [{ channel: "match:m3", types: ["var"] }]);
    expect(await typesNow()).toEqual([["var"], ["var"]]);
    await audience.subscribe("m3=", [{ channel: "match:m3" }]);
    expect(await typesNow()).toEqual([undefined, undefined]);
    await audience.subscribe("m3=", [{ channel: "match:m3", types: ["var"] }]);
    await audience.unsubscribe("m3=", ["match:m3"]);
    await audience.subscribe("m3=", [{ channel: "match:m3" }]);
    expect(await typesNow()).toEqual([undefined, undefined]);
  });

  test("is one object for all who want the same, in whatever order they said it", async () => {
    const audience = instance();
    for (const [id, types] of [
      ["m4=", ["goal", "card"]],
      ["m5=", ["card", "goal", "card"]],
    ] as const) {
      await audience.open(id, PLAIN);
      await audience.subscribe(id, [{ channel: "match:m4", types }]);
    }
    const [one, other] = (await audience.subscribers(["match:m4"])).get("match:m4") ?? [];
    expect(one?.types).toBeDefined();
    expect(one?.types).toBe(other?.types);
  });
});

describe("private and presence channels", () => {
  const bearer = (minutes: number): Bearer => ({
    user_id: "u",
    sub: "u",
    scopes: [],
    channels: ["*"],
    expires_at: START + minutes * MINUTE,
  });
  const found = (channel: string, minutes: number) =>
    idsOn(instance({ now: () => START + minutes * MINUTE }), channel);

  test("fall silent when the token expires, public ones do not", async () => {
    await arrive(instance(), "n1=", ["private-match:n", "presence-match:n", "match:n"], {
      bearer: bearer(5),
    });
    for (const channel of ["private-match:n", "presence-match:n"]) {
      expect(await found(channel, 4)).toEqual(["n1="]);
      expect(await found(channel, 5)).toEqual([]);
    }
    expect(await found("match:n", 60)).toEqual(["n1="]);
  });

  test("live on with a newer token, filter and all, and by none longer than the connection", async () => {
    const audience = instance();
    await audience.open("n2=", { ...PLAIN, bearer: bearer(5) });
    await audience.subscribe("n2=", [{ channel: "private-match:n2", types: ["goal"] }]);
    await audience.renew("n2=", bearer(1_000));
    expect(await found("private-match:n2", 100)).toEqual(["n2="]);
    expect(await found("private-match:n2", 131)).toEqual([]);
    expect((await audience.subscribers(["private-match:n2"])).get("private-match:n2")).toMatchObject([
      { types: ["goal"] },
    ]);
    expect((await audience.connection("n2="))?.bearer).toEqual(bearer(1_000));
  });

  test("are nobody's without a token", async () => {
    await arrive(instance(), "n3=", ["private-match:n3"]);
    expect(await found("private-match:n3", 0)).toEqual([]);
  });

  test("are not renewed for a connection that left while it was done", async () => {
    await arrive(instance(), "n4=", ["private-match:n4"], { bearer: bearer(5) });
    const slow = interrupted("BatchWriteItem", async () => void (await instance().forget("n4=")));
    await expect(slow.renew("n4=", bearer(9))).rejects.toBeInstanceOf(UnknownConnectionError);
    await expect(instance().renew("n4=", bearer(9))).rejects.toBeInstanceOf(UnknownConnectionError);
    expect(await rowsOf("n4=")).toEqual([]);
  });
});

describe("messages", () => {
  test("are counted by the second, with one call for the first of each", async () => {
    await arrive(instance(), "o1=", ["match:o"]);
    const calls: string[] = [];
    const client = dynamo.interrupted(async (name) => void calls.push(name));
    const audience = dynamoAudience(client, TABLES, { now: () => START });
    const heard = async (ms: number) => {
      const { messages, last, connection } = (await audience.countMessage("o1=", new Date(START + ms))) ?? {};
      expect([...(connection?.subscriptions.keys() ?? [])]).toEqual(["match:o"]);
      return [messages, (last?.getTime() ?? 0) - START];
    };
    expect(await heard(5_000)).toEqual([1, 0]);
    expect(calls).toEqual(["UpdateItem"]);
    expect(await heard(5_999)).toEqual([2, 5_000]);
    expect(await heard(5_100)).toEqual([3, 5_000]);
    expect(await heard(6_000)).toEqual([1, 5_000]);
    expect(await heard(40_000)).toEqual([1, 6_000]);
  });

  test("at the same time are each counted", async () => {
    await arrive(instance(), "o2=", []);
    const audience = instance();
    const all = await Promise.all(
      Array.from({ length: 12 }, () => audience.countMessage("o2=", new Date(START))),
    );
    const counts = all.map((heard) => heard?.messages ?? 0).toSorted((a, b) => a - b);
    expect(counts).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  test("of a connection that is not known leave nothing", async () => {
    expect(await instance().countMessage("o3=", new Date(START))).toBeUndefined();
    expect(await instance().connection("o3=")).toBeUndefined();
  });
});

describe("the size of a channel", () => {
  test("is about as many as there are, however they left, and never less than nothing", async () => {
    const audience = instance();
    const ids = Array.from({ length: 400 }, (_, index) => `p${index}=`);
    for (const id of ids) await arrive(audience, id, ["match:p"]);
    const size = async () => (await audience.sizes(["match:p", "match:nobody"])).get("match:p") ?? -1;
    expect(await size()).toBeGreaterThan(200);
    expect(await size()).toBeLessThan(800);
    for (const id of ids.slice(0, 200)) await audience.unsubscribe(id, ["match:p"]);
    for (const id of ids.slice(0, 200)) await audience.unsubscribe(id, ["match:p"]);
    for (const id of ids) await Promise.all([audience.forget(id), instance().forget(id)]);
    expect(await size()).toBe(0);
    expect((await audience.sizes(["match:nobody"])).get("match:nobody")).toBe(0);
  });
});

describe("time", () => {
  test("a connection's rows count for as long as it can last, and no longer", async () => {
    await arrive(instance(), "j1=", ["match:j"]);
    const found = (minutes: number) => idsOn(instance({ now: () => START + minutes * MINUTE }), "match:j");
    expect(await found(121)).toEqual(["j1="]);
    expect(await found(131)).toEqual([]);
    const [connection] = (await dynamo.rows("connections")).filter((row) => row.connection_id?.S === "j1=");
    expect(Number(connection?.ttl?.N)).toBe(START / 1000 + 130 * 60);
  });
});

describe("a large audience", () => {
  test("is spread over shards as it comes, by several instances at once, and found whole", async () => {
    const instances = [instance(), instance(), instance()];
    const ids = Array.from({ length: 3_000 }, (_, index) => `k${index}=`);
    const waiting = ids.entries();
    await Promise.all(
      Array.from({ length: 24 }, async () => {
        for (const [index, id] of waiting) {
          const audience = instances[index % instances.length];
          if (audience) await arrive(audience, id, ["match:k"]);
        }
      }),
    );

    expect(await shardsOf("match:k")).toBeGreaterThanOrEqual(2);
    expect(await idsOn(instance(), "match:k")).toEqual(ids.toSorted());

    const partitions = new Set((await dynamo.rows("subscriptions")).map(({ pk }) => pk?.S));
    expect(partitions.has("match:k#0") && partitions.has("match:k#1")).toBe(true);
    const [leaving, staying] = [ids.slice(0, 100), ids.slice(100)];
    await Promise.all(leaving.map((id) => instance().forget(id)));
    expect(await idsOn(instance(), "match:k")).toEqual(staying.toSorted());
  });

  test("of more than one page is found whole", async () => {
    const audience = instance();
    await arrive(audience, "l=", ["match:l"]);
    const ids = Array.from({ length: 1_500 }, (_, index) => `${"l".repeat(1_000)}${index}`);
    for (let at = 0; at < ids.length; at += 25) {
      const puts = ids.slice(at, at + 25).map((id) => ({
        PutRequest: { Item: { pk: { S: "match:l#0" }, sk: { S: `7f${id}` }, ttl: { N: String(START) } } },
      }));
      await dynamo.client.send(new BatchWriteItemCommand({ RequestItems: { subscriptions: puts } }));
    }
    expect(await idsOn(audience, "match:l")).toEqual(["l=", ...ids].toSorted());
  });
});
