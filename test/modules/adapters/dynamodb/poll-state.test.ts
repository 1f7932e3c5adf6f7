import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dynamoPollStates } from "../../../../modules/adapters/dynamodb/poll-state.ts";
import { LostLeaseError } from "../../../../modules/ports/vendors.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

const NOW = Date.parse("2026-07-19T12:00:00Z");
let dynamo: Dynamo;
let provider: string;
let made = 0;
const states = () => dynamoPollStates(dynamo.client, "pollStates", () => NOW);

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(() => {
  made += 1;
  provider = `vendor-${made}`;
});
afterAll(() => dynamo.stop());

test("what was kept is there the next time", async () => {
  expect(await states().take(provider, "a", NOW, NOW + 10)).toEqual({ content: undefined });
  await states().keep(provider, "a", "one");
  await states().release(provider, "a", "two");
  expect(await states().take(provider, "b", NOW, NOW + 10)).toEqual({ content: "two" });
});

test("one at a time holds it", async () => {
  const all = ["a", "b", "c", "d", "e"].map((holder) => states().take(provider, holder, NOW, NOW + 10));
  const taken = (await Promise.all(all)).filter((one) => one !== undefined);
  expect(taken).toHaveLength(1);
});

test("what somebody holds cannot be taken before its time is over", async () => {
  await states().take(provider, "a", NOW, NOW + 10);
  await states().keep(provider, "a", "one");
  expect(await states().take(provider, "b", NOW + 9, NOW + 20)).toBeUndefined();
  expect(await states().take(provider, "b", NOW + 10, NOW + 20)).toEqual({ content: "one" });
});

test("whoever has lost it writes nothing any more", async () => {
  await states().take(provider, "a", NOW, NOW + 10);
  await states().take(provider, "b", NOW + 10, NOW + 20);
  await states().keep(provider, "b", "of b");
  await expect(states().keep(provider, "a", "of a")).rejects.toThrow(LostLeaseError);
  await expect(states().release(provider, "a", "of a")).rejects.toThrow(LostLeaseError);
  await states().release(provider, "b", "of b");
  await expect(states().keep(provider, "a", "of a")).rejects.toThrow(LostLeaseError);
  expect(await states().take(provider, "c", NOW + 10, NOW + 20)).toEqual({ content: "of b" });
});

test("taking it twice is once, where the first answer was lost", async () => {
  await states().take(provider, "a", NOW, NOW + 10);
  expect(await states().take(provider, "a", NOW, NOW + 10)).toBeDefined();
});

test("rows of providers that are polled no more go away", async () => {
  await states().take(provider, "a", NOW, NOW + 10);
  await states().release(provider, "a", "one");
  const row = (await dynamo.rows("pollStates")).find((one) => one.provider?.S === provider);
  expect(Number(row?.ttl?.N)).toBe((NOW + 7 * 86_400_000) / 1_000);
});
