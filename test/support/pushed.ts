import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import type { Journey } from "./journey.ts";

/** Resolves once viewers were served every entry that was stored. As long as entries are pushed, it waits. */
export async function pushed(journey: Journey, matches: readonly string[]): Promise<void> {
  const sum =
    "select sum(pushed_seq)::int as done, sum(seq)::int as due from matches where match_id = any($1)";
  for (let before = -1; ; ) {
    const [{ done, due } = { done: 0, due: 1 }] = await journey.query<{ done: number; due: number }>(sum, [
      matches,
    ]);
    if (done === due) return;
    before = done;
    await eventually(async () => {
      const [now] = await journey.query<{ done: number }>(sum, [matches]);
      expect(now?.done).toBeGreaterThan(before);
    });
  }
}
