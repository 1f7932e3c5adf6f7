import { setTimeout } from "node:timers/promises";
import type { Payload } from "../../ports/gateway.ts";
import { asError } from "../../runtime/errors.ts";
import type { Post } from "./signed-post.ts";

export interface RetryOptions {
  /** Tries after the first one. */
  retries?: number;
  /** @param ms milliseconds */
  sleep?: (ms: number) => Promise<unknown>;
  /** 0 up to, but not, 1. */
  random?: () => number;
}

const RETRIES = 3;
/** Longest pause before the first retry; it doubles with each. */
const FIRST_PAUSE_MS = 100;

/**
 * Posts until there is an answer that another try would not change: not for 429, 5xx, a lost connection or
 * none in time. Pauses have full jitter, so that those throttled together do not come back together.
 *
 * @returns resolves with the last status, or with the error if the last try had no answer; never rejects
 */
export function persistentPost(
  post: Post,
  {
    retries = RETRIES,
    sleep = setTimeout as (ms: number) => Promise<unknown>,
    random = Math.random,
  }: RetryOptions = {},
): (path: string, payload: Payload) => Promise<number | Error> {
  return async (path, payload) => {
    for (let tries = 0; ; tries += 1) {
      const outcome = await post(path, payload).catch(asError);
      if (!isPassing(outcome) || tries === retries) return outcome;
      await sleep(random() * FIRST_PAUSE_MS * 2 ** tries);
    }
  };
}

function isPassing(outcome: number | Error): boolean {
  return typeof outcome !== "number" || outcome === 429 || outcome >= 500;
}
