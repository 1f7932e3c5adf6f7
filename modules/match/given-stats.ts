import type { Tally } from "./tally.ts";

/** What a vendor's own figures of a team add to what is counted of its events. */
export interface Given {
  /**
   * By how much each count was above the counted one when it was given, or below it. Kept like this, a figure holds
   * until something more is counted and moves on with that, as a given score does: feeds of which the totals come
   * now and then, and the events at once, would otherwise stand still in between.
   */
  beyond: Tally;
  /** Percent, as it was given. */
  possession?: number;
}

/** What to show of a team: the given figures, and what was counted since. */
export function withGiven(tally: Tally = {}, given: Given | undefined): Tally {
  const sum = { ...tally };
  for (const [count, by] of Object.entries(given?.beyond ?? {}) as [keyof Tally, number][]) {
    sum[count] = Math.max(0, (tally[count] ?? 0) + by);
  }
  return sum;
}
