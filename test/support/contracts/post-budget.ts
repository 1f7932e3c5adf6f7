import { beforeEach, describe, expect, test } from "vitest";
import type { PostBudget } from "../../../modules/ports/gateway.ts";

interface OpenBudget {
  budget: PostBudget;
  /** Lets time pass. @param ms milliseconds */
  pass(ms: number): Promise<void>;
}

/**
 * What every `PostBudget` does.
 *
 * @param open gives one that permits so many posts at once
 */
export function postBudgetContract(name: string, open: (posts: number) => OpenBudget): void {
  describe(name, () => {
    const POSTS = 1_000;
    let world: OpenBudget;
    beforeEach(() => {
      world = open(POSTS);
    });

    test("is never overdrawn, by however many at a time", async () => {
      const { budget } = world;
      const takes = Math.ceil((2 * POSTS) / budget.chunk);
      const waits = await Promise.all(
        Array.from({ length: takes }, () => budget.take(budget.chunk, "urgent")),
      );
      const taken = waits.filter((ms) => ms === 0).length * budget.chunk;
      expect(taken).toBeGreaterThan(POSTS - budget.chunk);
      expect(taken).toBeLessThanOrEqual(POSTS);
    });

    test("is left as it was by what does not fit", async () => {
      const { budget } = world;
      expect(await budget.take(POSTS - 10, "urgent")).toBe(0);
      expect(await budget.take(11, "urgent")).toBeGreaterThan(0);
      expect(await budget.take(10, "urgent")).toBe(0);
    });

    test("can be taken again after the time that it names", async () => {
      const { budget, pass } = world;
      expect(await budget.take(POSTS, "urgent")).toBe(0);
      const ms = await budget.take(1, "urgent");
      expect(ms).toBeGreaterThan(0);
      await pass(ms);
      expect(await budget.take(POSTS, "urgent")).toBe(0);
    });
  });
}
