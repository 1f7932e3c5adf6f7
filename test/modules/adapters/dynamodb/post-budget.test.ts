import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamoPostBudget } from "../../../../modules/adapters/dynamodb/post-budget.ts";
import type { PostRank } from "../../../../modules/ports/gateway.ts";
import { postBudgetContract } from "../../../support/contracts/post-budget.ts";
import { type Dynamo, startDynamo } from "../../../support/dynamo.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A second that no other test has. */
let second = 1_700_000_000_000;
function moment(offset = 0): () => number {
  second += 1_000;
  const at = second + offset;
  return () => at;
}

postBudgetContract("the budget of DynamoDB", (posts) => {
  let at = moment()();
  return {
    budget: dynamoPostBudget(dynamo.client, "budget", { postsPerSecond: 4 * posts, now: () => at }),
    pass: async (ms) => {
      at += ms;
    },
  };
});

/** Takes as long as there is anything to be had. @returns the posts taken */
async function takeAll(budget: ReturnType<typeof dynamoPostBudget>, posts: number, rank: PostRank) {
  let taken = 0;
  while ((await budget.take(posts, rank)) === 0) taken += posts;
  return taken;
}

describe("the budget of a quarter of a second", () => {
  const at = (now: () => number, postsPerSecond = 4_000) =>
    dynamoPostBudget(dynamo.client, "budget", { postsPerSecond, now });

  test("is taken in chunks of an eighth, and never overdrawn by all together", async () => {
    const now = moment();
    const takers = Array.from({ length: 5 }, () => at(now));
    expect(takers[0]?.chunk).toBe(125);
    const taken = await Promise.all(takers.map((budget) => takeAll(budget, budget.chunk, "urgent")));
    expect(taken.reduce((sum, posts) => sum + posts)).toBe(1_000);
  });

  test("keeps room for goals, and more of it from statistics", async () => {
    const budget = at(moment());
    expect(await takeAll(budget, 50, "stats")).toBe(500);
    expect(await takeAll(budget, 50, "normal")).toBe(350);
    expect(await takeAll(budget, 50, "urgent")).toBe(150);
  });

  test("once taken is to be asked for again in the next one", async () => {
    const start = moment(60);
    const budget = at(start);
    await takeAll(budget, 125, "urgent");
    expect(await budget.take(1, "urgent")).toBe(190);
    expect(await at(() => start() + 190).take(1, "urgent")).toBe(0);
  });

  test("is forgotten after a while", async () => {
    const now = moment();
    await at(now).take(1, "urgent");
    const rows = await dynamo.rows("budget");
    const row = rows.find(({ pk }) => pk?.S === String(now()));
    expect(row?.ttl).toEqual({ N: String(now() / 1000 + 60) });
  });

  test("as small as can be lets somebody through all the same", async () => {
    const budget = at(moment(), 8);
    expect(budget.chunk).toBe(1);
    expect(await takeAll(budget, 1, "stats")).toBe(1);
    expect(await takeAll(budget, 1, "urgent")).toBe(1);
  });
});

test("a table that cannot be reached is not taken for an empty budget", async () => {
  const client = dynamo.interrupted(() => Promise.reject(new Error("out of reach")));
  const budget = dynamoPostBudget(client, "budget", { postsPerSecond: 100 });
  await expect(budget.take(1, "urgent")).rejects.toThrow("out of reach");
});
