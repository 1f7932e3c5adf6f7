import { statsInterval } from "./stats.ts";

/** How often statistics are posted. */
export interface StatsPace {
  /** Milliseconds between two statistics of a match with so many viewers. */
  interval(viewers: number): number;
  /** Adapts to the last push: `wasShort` if the budget did not suffice for it. */
  adapt(wasShort: boolean): void;
}

/** The part of all posts per second that the statistics of one match may use. */
const SHARE = 0.2;
const WIDEST = 16;

/**
 * A pace that doubles its interval after each push for which the budget was short, and halves it after each other, down
 * to what the number of viewers allows.
 */
export function statsPace(postsPerSecond: number): StatsPace {
  let widened = 1;
  return {
    interval: (viewers) => widened * statsInterval(viewers, SHARE * postsPerSecond),
    adapt(wasShort) {
      widened = wasShort ? Math.min(WIDEST, widened * 2) : Math.max(1, widened / 2);
    },
  };
}
