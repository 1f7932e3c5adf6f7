import { statsInterval } from "./stats.ts";

/** How often statistics are told. */
export interface StatsPace {
  /** Milliseconds between two statistics of a match with so many viewers. */
  interval(viewers: number): number;
  /** Tells it how the last push went, and with it how busy everybody else is. */
  learn(short: boolean): void;
}

/** What the statistics of one match may take of all posts that can be made. */
const SHARE = 0.2;
const WIDEST = 16;

/** Twice as long whenever the budget was short, and half as long whenever it was not, down to what viewers allow. */
export function statsPace(postsPerSecond: number): StatsPace {
  let widened = 1;
  return {
    interval: (viewers) => widened * statsInterval(viewers, SHARE * postsPerSecond),
    learn(short) {
      widened = short ? Math.min(WIDEST, widened * 2) : Math.max(1, widened / 2);
    },
  };
}
