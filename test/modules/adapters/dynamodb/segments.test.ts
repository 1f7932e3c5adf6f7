import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoAudience } from "../../../../modules/adapters/dynamodb/audience.ts";
import { hashOf, rankOf, ranksOf, shardsIn } from "../../../../modules/adapters/dynamodb/segments.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const powers = (most: number) =>
  fc.integer({ min: 0, max: Math.log2(most) }).map((exponent) => 2 ** exponent);

test("a segment's shards have all of it, wherever its connections were put as the channel grew", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), powers(64), powers(64), powers(64), (hash, joinedAt, now, of) => {
      const shards = Math.max(joinedAt, now);
      const mine = shardsIn({ index: hash % of, of }, shards);
      expect(mine).toContain(hash % Math.min(joinedAt, shards));
      expect(mine.every((shard) => shard < shards)).toBe(true);
    }),
  );
});

test("a connection stands within the ranks of its segment, and of no other", () => {
  fc.assert(
    fc.property(fc.string(), powers(256), fc.nat(255), (id, of, other) => {
      const rank = rankOf(id);
      const isIn = (index: number) => {
        const [first, last] = ranksOf({ index, of });
        return first <= rank && rank <= last;
      };
      expect(isIn(hashOf(id) % of)).toBe(true);
      expect(isIn(other % of)).toBe(other % of === hashOf(id) % of);
    }),
  );
});

test("a segment of a well spread channel reads its part of it, and few keys more", () => {
  for (const of of [1, 2, 4, 8, 16, 32, 64])
    for (let index = 0; index < of; index += 1)
      expect(shardsIn({ index, of }, 64).length).toBeLessThanOrEqual(64 / of + Math.log2(of));
  expect(shardsIn(undefined, 4)).toEqual([0, 1, 2, 3]);
});

test("the segments together have every connection once, whenever it joined", async () => {
  const TABLES = { connections: "connections", subscriptions: "subscriptions" };
  const ids: string[] = [];
  for (const shards of [1, 2, 8, 16]) {
    await dynamo.client.send(
      new PutItemCommand({
        TableName: TABLES.subscriptions,
        Item: {
          pk: { S: "match:1" },
          sk: { S: "#shards" },
          shards: { N: String(shards) },
          joined: { N: "0" },
          ttl: { N: "1" },
        },
      }),
    );
    // One that comes new to the channel knows of its shards by asking.
    const audience = dynamoAudience(dynamo.client, TABLES, { handshakeMs: 0 });
    const joining = Array.from({ length: 60 }, (_, index) => `${shards}-${index}=`);
    for (const id of joining) {
      await audience.open(id, { connected_at: new Date(), dialect: "touchline", batch: false });
      await audience.subscribe(id, [{ channel: "match:1" }]);
    }
    ids.push(...joining);
  }
  const audience = dynamoAudience(dynamo.client, TABLES);
  for (const of of [1, 2, 4, 16, 64]) {
    const found: string[] = [];
    for (let index = 0; index < of; index += 1) {
      const segment = await audience.subscribers(["match:1"], { index, of });
      const mine = (segment.get("match:1") ?? []).map(({ id }) => id);
      expect(mine.filter((id) => hashOf(id) % of !== index)).toEqual([]);
      found.push(...mine);
    }
    expect(found.toSorted()).toEqual(ids.toSorted());
  }
});
