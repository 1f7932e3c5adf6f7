import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoPollStates } from "../../../../modules/adapters/dynamodb/poll-state.ts";
import { pollStatesContract } from "../../../support/contracts/poll-states.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

const NOW = Date.parse("2026-07-19T12:00:00Z");
let dynamo: Dynamo;
const states = () => dynamoPollStates(dynamo.client, "pollStates", () => NOW);

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

pollStatesContract("the table of poll states", states);

test("rows of providers that are polled no more go away", async () => {
  await states().take("retired", "a", NOW, NOW + 10);
  await states().release("retired", "a", "one");
  const row = (await dynamo.rows("pollStates")).find((one) => one.provider?.S === "retired");
  expect(Number(row?.ttl?.N)).toBe((NOW + 7 * 86_400_000) / 1_000);
});
