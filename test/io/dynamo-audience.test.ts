import { BatchWriteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AudienceOptions,
  dynamoAudience,
  UnknownConnectionError,
} from "../../lambdas/io/dynamo/audience.ts";
import { connectionRows } from "../../lambdas/io/dynamo/connection-rows.ts";
import { type Dynamo, startDynamo } from "../support/dynamo.ts";

const TABLES = { connections: "connections", subscriptions: "subscriptions" };
const START = Date.parse("2024-11-20T10:00:00.000Z");
const MINUTE = 60_000;

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

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

async function arrive(audience: ReturnType<typeof instance>, id: string, channels: string[]) {
  await audience.open(id, new Date(START));
  await audience.subscribe(id, channels);
}

async function rowsOf(connectionId: string): Promise<string[]> {
  const rows = await dynamo.rows("subscriptions");
  return rows.filter(({ sk }) => sk?.S === connectionId).map(({ pk }) => pk?.S ?? "");
}

async function shardsOf(channel: string): Promise<number> {
  const rows = await dynamo.rows("subscriptions");
  return Number(rows.find(({ pk, sk }) => pk?.S === channel && sk?.S === "#shards")?.shards?.N);
}

describe("subscribing", () => {
  test("makes a connection found on its channels and on no other", async () => {
    const audience = instance();
    await arrive(audience, "a1=", ["match:a", "live:all"]);
    await arrive(audience, "a2=", ["match:a"]);

    const found = await audience.subscribers(["match:a", "live:all", "match:nobody"]);
    expect(Object.fromEntries(Array.from(found, ([channel, ids]) => [channel, ids.toSorted()]))).toEqual({
      "match:a": ["a1=", "a2="],
      "live:all": ["a1="],
      "match:nobody": [],
    });
    expect((await audience.channelsOf("a1=")).toSorted()).toEqual(["live:all", "match:a"]);
    expect(await audience.subscribers([])).toEqual(new Map());
  });

  test("twice, even after the channel was spread wider, leaves one row", async () => {
    const audience = instance();
    await arrive(audience, "b1=", ["match:b"]);
    await audience.subscribe("b1=", ["match:b", "match:b"]);
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
    await instance().subscribe("b1=", ["match:b"]);

    expect(await rowsOf("b1=")).toEqual(["match:b#0"]);
    expect((await audience.subscribers(["match:b"])).get("match:b")).toEqual(["b1="]);
  });

  test("to more channels than one call can take", async () => {
    const audience = instance();
    const channels = Array.from({ length: 230 }, (_, index) => `match:many-${"x".repeat(100)}-${index}`);
    await arrive(audience, "c1=", channels);

    const found = await audience.subscribers(channels);
    expect(channels.filter((channel) => found.get(channel)?.join() !== "c1=")).toEqual([]);
    expect((await audience.channelsOf("c1=")).toSorted()).toEqual(channels.toSorted());
    await audience.forget("c1=");
    expect(await rowsOf("c1=")).toEqual([]);
  });

  test("a connection that is not there leaves nothing", async () => {
    await expect(instance().subscribe("d1=", ["match:d"])).rejects.toBeInstanceOf(UnknownConnectionError);
    expect(await rowsOf("d1=")).toEqual([]);
    expect(await instance().channelsOf("d1=")).toEqual([]);
  });
});

describe("unsubscribing", () => {
  test("ends the channels named, and is fine with others", async () => {
    const audience = instance();
    await arrive(audience, "e1=", ["match:e", "all"]);
    await audience.unsubscribe("e1=", ["match:e", "match:other"]);

    expect(await audience.channelsOf("e1=")).toEqual(["all"]);
    expect(await rowsOf("e1=")).toEqual(["all#0"]);
    await audience.unsubscribe("e1=", ["match:e"]);
    await audience.unsubscribe("nobody", ["match:e"]);
    expect(await audience.channelsOf("nobody")).toEqual([]);
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
    expect((await audience.subscribers(["match:f"])).get("match:f")).toEqual([]);
  });

  test("finds the row of a subscriber that died before it had written the rest", async () => {
    const audience = instance();
    await audience.open("g1=", new Date(START));
    await connectionRows(dynamo.client, "connections").add("g1=", new Map([["match:g", 0]]));
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
    await instance().open("h1=", new Date(START));
    const slow = interrupted("BatchWriteItem", () => instance().forget("h1="));

    await expect(slow.subscribe("h1=", ["match:h", "all"])).rejects.toBeInstanceOf(UnknownConnectionError);
    expect(await rowsOf("h1=")).toEqual([]);
  });

  test("forgets what was subscribed to in the meantime as well", async () => {
    await arrive(instance(), "h2=", ["match:h"]);
    await interrupted("DeleteItem", () => instance().subscribe("h2=", ["all"])).forget("h2=");

    expect(await rowsOf("h2=")).toEqual([]);
    expect(await instance().channelsOf("h2=")).toEqual([]);
  });

  test("spares a connection whose handshake may be under way", async () => {
    const late = (ms: number) => instance({ now: () => START + ms, handshakeMs: 30_000 });
    await arrive(instance(), "i1=", ["match:i"]);

    await late(29_000).forget("i1=");
    expect((await instance().subscribers(["match:i"])).get("match:i")).toEqual(["i1="]);
    await late(30_000).forget("i1=");
    expect((await instance().subscribers(["match:i"])).get("match:i")).toEqual([]);
  });
});

describe("time", () => {
  test("a connection's rows count for as long as it can last, and no longer", async () => {
    await arrive(instance(), "j1=", ["match:j"]);
    const found = async (minutes: number) => {
      const audience = instance({ now: () => START + minutes * MINUTE });
      return (await audience.subscribers(["match:j"])).get("match:j");
    };
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
    const found = (await instance().subscribers(["match:k"])).get("match:k") ?? [];
    expect(found.toSorted()).toEqual(ids.toSorted());

    const partitions = new Set((await dynamo.rows("subscriptions")).map(({ pk }) => pk?.S));
    expect(partitions.has("match:k#0") && partitions.has("match:k#1")).toBe(true);
    const [leaving, staying] = [ids.slice(0, 100), ids.slice(100)];
    await Promise.all(leaving.map((id) => instance().forget(id)));
    const left = (await instance().subscribers(["match:k"])).get("match:k") ?? [];
    expect(left.toSorted()).toEqual(staying.toSorted());
  }, 60_000);

  test("of more than one page is found whole", async () => {
    const audience = instance();
    await arrive(audience, "l=", ["match:l"]);
    const ids = Array.from({ length: 1_500 }, (_, index) => `${"l".repeat(1_000)}${index}`);
    for (let at = 0; at < ids.length; at += 25) {
      const puts = ids.slice(at, at + 25).map((id) => ({
        PutRequest: { Item: { pk: { S: "match:l#0" }, sk: { S: id }, ttl: { N: String(START) } } },
      }));
      await dynamo.client.send(new BatchWriteItemCommand({ RequestItems: { subscriptions: puts } }));
    }
    const found = (await audience.subscribers(["match:l"])).get("match:l") ?? [];
    expect(found.toSorted()).toEqual(["l=", ...ids].toSorted());
  }, 30_000);
});
