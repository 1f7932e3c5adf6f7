import { describe, expect, it } from "vitest";
import { postMeter } from "../../../modules/fanout/post-meter.ts";
import type { PostBudget, PostRank } from "../../../modules/ports/gateway.ts";
import { memoryBudget } from "../../support/memory-budget.ts";

const QUIET = { info: () => {}, warn: () => {}, error: () => {} };

function budgetOf(perWindow: number, chunk: number) {
  const { budget, asked, sleep, clock } = memoryBudget(perWindow, chunk);
  return { budget, asked, clock, options: { log: QUIET, sleep, random: () => 0, now: clock } };
}

async function turns(meter: ReturnType<typeof postMeter>, count: number, rank: PostRank = "normal") {
  const given = await Promise.all(Array.from({ length: count }, () => meter.mayPost(rank)));
  return given.filter(Boolean).length;
}

describe("leave to post", () => {
  it("is taken some at a time, and no more of it than there are posts", async () => {
    const { budget, asked, options } = budgetOf(1_000, 10);
    const meter = postMeter(budget, { ...options, posts: 25, timeLeft: () => 1 });
    expect(await turns(meter, 25, "urgent")).toBe(25);
    expect(asked).toEqual([
      [10, "urgent"],
      [10, "urgent"],
      [5, "urgent"],
    ]);
    expect(meter.deferred()).toBe(0);
  });

  it("is waited for while the budget is short, and those who waited are counted", async () => {
    const { budget, options, clock } = budgetOf(10, 10);
    const meter = postMeter(budget, { ...options, posts: 25, timeLeft: () => 1_000 - clock() });
    expect(await turns(meter, 25)).toBe(25);
    expect(clock()).toBe(200);
    expect(meter.deferred()).toBe(15);
  });

  it("is refused when the time is up", async () => {
    const { budget, options, clock } = budgetOf(10, 10);
    const meter = postMeter(budget, { ...options, posts: 50, timeLeft: () => 150 - clock() });
    expect(await turns(meter, 50)).toBe(20);
  });

  it("is waited for by statistics for two seconds only", async () => {
    const { budget, options, clock } = budgetOf(10, 10);
    const meter = postMeter(budget, { ...options, posts: 500, timeLeft: () => 60_000 });
    expect(await turns(meter, 500, "stats")).toBe(200);
    expect(clock()).toBe(2_000);
  });

  it("is not needed when nobody keeps the budget, and nobody is asked again", async () => {
    let asked = 0;
    const warned: string[] = [];
    const budget: PostBudget = {
      postsPerSecond: 1,
      chunk: 1,
      take: async () => {
        asked += 1;
        throw new Error("out of reach");
      },
    };
    const log = { ...QUIET, warn: (message: string) => void warned.push(message) };
    const meter = postMeter(budget, { posts: 1_000, timeLeft: () => 1, log });
    expect(await turns(meter, 1_000)).toBe(1_000);
    expect([asked, warned]).toEqual([1, ["posts not counted"]]);
  });
});
