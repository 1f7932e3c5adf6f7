import type { Tally } from "./tally.ts";

/** A vendor's own figures of a team, relative to those counted from its events. */
export interface GivenStats {
  /**
   * Given count minus counted one, at the time it was given. So a figure holds until another event is counted and
   * then grows with it, as a given score does: some feeds send events at once and totals only now and then.
   */
  beyond: Tally;
  /** Percent, unchanged. */
  possession?: number;
}

/** The tally viewers see of a team: the given figures, plus the events counted since. */
export function shownTally(tally: Tally = {}, given: GivenStats | undefined): Tally {
  const sum = { ...tally };
  for (const [count, by] of Object.entries(given?.beyond ?? {}) as [keyof Tally, number][]) {
    sum[count] = Math.max(0, (tally[count] ?? 0) + by);
  }
  return sum;
}
