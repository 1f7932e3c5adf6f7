import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamoDeliveries } from "../../../../modules/adapters/dynamodb/deliveries.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

const START = Date.parse("2024-11-20T10:30:20.000Z");
const HOUR = 3_600_000;

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const at = (now: number) => dynamoDeliveries(dynamo.client, "deliveries", () => now);

describe("deliveries", () => {
  test("are known for a day, by provider and id", async () => {
    await at(START).remember("custom", "msg-1", 7);

    expect(await at(START).accepted("custom", "msg-1")).toBe(7);
    expect(await at(START + 23 * HOUR).accepted("custom", "msg-1")).toBe(7);
    expect(await at(START + 24 * HOUR).accepted("custom", "msg-1")).toBeUndefined();
    expect(await at(START).accepted("custom", "msg-2")).toBeUndefined();
    expect(await at(START).accepted("opta", "msg-1")).toBeUndefined();
  });

  test("of no items are deliveries too", async () => {
    await at(START).remember("custom", "empty", 0);
    expect(await at(START).accepted("custom", "empty")).toBe(0);
  });
});

describe("the rate counter", () => {
  test("counts each delivery once, also those that come at once", async () => {
    const now = new Date(START);
    const counts = await Promise.all(Array.from({ length: 20 }, () => at(START).count("custom", now)));
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test("starts anew for each minute and provider, and expires", async () => {
    const count = (provider: string, time: string) => at(START).count(provider, new Date(time));
    expect(await count("opta", "2024-11-20T10:30:59.999Z")).toBe(1);
    expect(await count("opta", "2024-11-20T10:30:00.000Z")).toBe(2);
    expect(await count("opta", "2024-11-20T10:31:00.000Z")).toBe(1);
    expect(await count("statsbomb", "2024-11-20T10:30:00.000Z")).toBe(1);

    const rows = await dynamo.rows("deliveries");
    const row = rows.find(({ pk }) => pk?.S === "rate#opta#2024-11-20T10:31");
    expect(Number(row?.ttl?.N)).toBe(Date.parse("2024-11-20T10:41:00Z") / 1000);
  });
});
