import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoDeliveries } from "../../../../modules/adapters/dynamodb/deliveries.ts";
import { deliveryLogContract } from "../../../support/contracts/delivery-log.ts";
import { rateCounterContract } from "../../../support/contracts/rate-counter.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

deliveryLogContract("deliveries", (clock) => dynamoDeliveries(dynamo.client, "deliveries", clock));
rateCounterContract("the rate counter", () => dynamoDeliveries(dynamo.client, "deliveries"));

test("a minute's count goes away", async () => {
  const provider = `vendor-${randomUUID()}`;
  await dynamoDeliveries(dynamo.client, "deliveries").count(provider, new Date("2024-11-20T10:31:00.000Z"));
  const rows = await dynamo.rows("deliveries");
  const row = rows.find(({ pk }) => pk?.S === `rate#${provider}#2024-11-20T10:31`);
  expect(Number(row?.ttl?.N)).toBe(Date.parse("2024-11-20T10:41:00Z") / 1000);
});
