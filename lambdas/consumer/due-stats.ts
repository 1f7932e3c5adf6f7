import { viewersOf } from "../../modules/fanout/audience-split.ts";
import { isDue, type StatsUpdate } from "../../modules/fanout/stats.ts";
import type { StatsPace } from "../../modules/fanout/stats-pace.ts";
import type { StoredMatchBatch } from "./store.ts";

export interface DueStats {
  /** The statistics to post now, by match. The others wait for a later push of their match, which has newer ones. */
  updates: ReadonlyMap<string, StatsUpdate>;
  /** The longest interval between two statistics of one of the matches, in ms; 0 if there were none to post. */
  interval: number;
}

/**
 * Chooses the statistics whose interval has passed.
 *
 * @param sizes the approximate number of viewers of each channel
 */
export function dueStats(
  due: readonly StoredMatchBatch[],
  updates: ReadonlyMap<string, StatsUpdate>,
  sizes: ReadonlyMap<string, number>,
  pace: StatsPace,
): DueStats {
  const found = new Map<string, StatsUpdate>();
  let longest = 0;
  for (const { state, stats_sent } of due) {
    const one = updates.get(state.match_id);
    if (!one) continue;
    const interval = pace.interval(viewersOf([one.publication], sizes));
    longest = Math.max(longest, interval);
    if (isDue(one, stats_sent, interval)) found.set(state.match_id, one);
  }
  return { updates: found, interval: longest };
}
