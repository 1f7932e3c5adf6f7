import { setTimeout } from "node:timers/promises";
import type { PostBudget, PostRank } from "../ports/gateway.ts";
import { asError } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";

/** Permits posts, one at a time. */
export interface PostMeter {
  /** Resolves with true as soon as a post may be made, or with false when its time is over. */
  mayPost(rank: PostRank): Promise<boolean>;
  /** Number of posts that waited because the budget was used up. */
  deferred(): number;
}

export interface PostMeterOptions {
  /** Number of posts to make: the meter takes no more than that from the shared budget. */
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

/** Time in which posts of statistics may be begun: later publications of the match wait for them. */
const STATS_MS = 2_000;
/** Longest pause, in ms, beyond the one the budget names: callers refused together must not come back together. */
const JITTER_MS = 50;

/** A meter that permits every post while there is time: for so few posts that counting them costs more. */
export function unmetered(timeLeft: () => number): PostMeter {
  return { mayPost: async () => timeLeft() > 0, deferred: () => 0 };
}

/**
 * A meter that takes posts from the shared budget, a chunk at a time. If the budget cannot be reached, it permits every
 * post: API Gateway itself refuses what is too much.
 */
export function postMeter(budget: PostBudget, options: PostMeterOptions): PostMeter {
  const { posts, log, now = Date.now, random = Math.random } = options;
  const sleep = options.sleep ?? (setTimeout as (ms: number) => Promise<unknown>);
  let left = 0;
  let taken = 0;
  let deferred = 0;
  let pending: Promise<boolean> | undefined;
  let statsUntil: number | undefined;

  function timeLeft(rank: PostRank): number {
    if (rank !== "stats") return options.timeLeft();
    statsUntil ??= now() + STATS_MS;
    return Math.min(options.timeLeft(), statsUntil - now());
  }

  /** Resolves with true if the budget was used up and this has waited, with false if posts may be made. */
  async function takeChunk(rank: PostRank): Promise<boolean> {
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
    async mayPost(rank) {
      let waited = false;
      while (timeLeft(rank) > 0) {
        if (left > 0) {
          left -= 1;
          if (waited) deferred += 1;
          return true;
        }
        pending ??= takeChunk(rank).finally(() => {
          pending = undefined;
        });
        if (await pending) waited = true;
      }
      return false;
    },
    deferred: () => deferred,
  };
}
