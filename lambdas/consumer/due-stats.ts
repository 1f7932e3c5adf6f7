import type { StatsPace } from "../../modules/fanout/pace.ts";
import { viewersOf } from "../../modules/fanout/size.ts";
import { isDue, type StatsUpdate } from "../../modules/fanout/stats.ts";
import type { StoredBatch } from "./store.ts";

export interface DueStats {
  /** Those it is time for, by match; others wait for a later push of their match, which has the newest. */
  news: ReadonlyMap<string, StatsUpdate>;
  /** The longest any of the matches has to wait between two, in ms; 0 if there was nothing to tell. */
  interval: number;
}

/** @param sizes viewers of each channel, about */
export function dueStats(
  due: readonly StoredBatch[],
  news: ReadonlyMap<string, StatsUpdate>,
  sizes: ReadonlyMap<string, number>,
  pace: StatsPace,
): DueStats {
  const found = new Map<string, StatsUpdate>();
  let longest = 0;
  for (const { state, stats_sent } of due) {
    const one = news.get(state.match_id);
    if (!one) continue;
    const interval = pace.interval(viewersOf([one.publication], sizes));
    longest = Math.max(longest, interval);
    if (isDue(one, stats_sent, interval)) found.set(state.match_id, one);
  }
  return { news: found, interval: longest };
}
