import { setTimeout } from "node:timers/promises";
import { asError } from "./errors.ts";
import type { Log } from "./log.ts";

/** The longest time, in ms, that a function waits for work whose result it does not need. */
const PATIENCE = 500;

/** The result of `work`, or undefined, with a warning, if it fails or takes too long. Never rejects. */
export async function bestEffort<T>(
  log: Log,
  complaint: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const done = new AbortController();
  try {
    return await Promise.race([work(), impatience(done.signal)]);
  } catch (error) {
    log.warn(complaint, { error: asError(error) });
    return undefined;
  } finally {
    done.abort();
  }
}

async function impatience(signal: AbortSignal): Promise<never> {
  await setTimeout(PATIENCE, undefined, { signal });
  throw new Error(`no answer in ${PATIENCE} ms`);
}
