import { setTimeout } from "node:timers/promises";
import type { PostBudget, PostRank } from "../ports/gateway.ts";
import { asError } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";

/** Gives leave to make posts, one at a time. */
export interface Meter {
  /** Resolves once a post may be made, or with false when there is no more time for it. */
  turn(rank: PostRank): Promise<boolean>;
  /** Posts that had to wait because the budget was short. */
  deferred(): number;
}

export interface MeterOptions {
  /** Posts there are to make, so that no more is taken from the others than that. */
  posts: number;
  /** Milliseconds in which posts may still be begun. */
  timeLeft: () => number;
  log: Log;
  /** Milliseconds. */
  now?: () => number;
  /** @param ms milliseconds */
  sleep?: (ms: number) => Promise<unknown>;
  /** 0 up to, but not, 1. */
  random?: () => number;
}

/** In which statistics may be begun: whatever a match is told next has to wait for them. */
const STATS_MS = 2_000;
/** Longest pause, in ms, beyond what was told: those who were refused together must not come back together. */
const JITTER_MS = 50;

/** Leave for everything as long as there is time: for so few posts that counting them would cost more. */
export function uncounted(timeLeft: () => number): Meter {
  return { turn: async () => timeLeft() > 0, deferred: () => 0 };
}

/**
 * Takes leave from the budget that all share, some posts at a time. If nobody keeps that budget at the moment, it
 * goes on without: API Gateway itself refuses what is too much.
 */
export function postMeter(budget: PostBudget, options: MeterOptions): Meter {
  const { posts, log, now = Date.now, random = Math.random } = options;
  const sleep = options.sleep ?? (setTimeout as (ms: number) => Promise<unknown>);
  let left = 0;
  let taken = 0;
  let deferred = 0;
  let asking: Promise<boolean> | undefined;
  let statsUntil: number | undefined;

  function timeLeft(rank: PostRank): number {
    if (rank !== "stats") return options.timeLeft();
    statsUntil ??= now() + STATS_MS;
    return Math.min(options.timeLeft(), statsUntil - now());
  }

  /** Resolves with whether there was nothing to be had, and it has waited for that to change. */
  async function ask(rank: PostRank): Promise<boolean> {
    const wanted = Math.max(1, Math.min(budget.chunk, posts - taken));
    try {
      const pause = await budget.take(wanted, rank);
      if (pause > 0) {
        await sleep(Math.min(pause + random() * JITTER_MS, Math.max(timeLeft(rank), 0)));
        return true;
      }
      left += wanted;
      taken += wanted;
    } catch (error) {
      log.warn("posts not counted", { error: asError(error) });
      left = Number.POSITIVE_INFINITY;
    }
    return false;
  }

  return {
    async turn(rank) {
      let waited = false;
      while (timeLeft(rank) > 0) {
        if (left > 0) {
          left -= 1;
          if (waited) deferred += 1;
          return true;
        }
        asking ??= ask(rank).finally(() => {
          asking = undefined;
        });
        if (await asking) waited = true;
      }
      return false;
    },
    deferred: () => deferred,
  };
}
