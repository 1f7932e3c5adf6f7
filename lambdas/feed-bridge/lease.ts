import { LostLeaseError, type PollStates } from "../../modules/ports/vendors.ts";
import { asError } from "../../modules/runtime/errors.ts";
import type { BridgeDeps } from "./deps.ts";

/** Whoever dies is followed after so long at the latest. */
const LEASE_MS = 12_000;
const RENEW_MS = 3_000;
const KNOCK_MS = 1_000;

type LeaseDeps = Pick<BridgeDeps, "log" | "now" | "pause"> & { states: Pick<PollStates, "take"> };

/**
 * Waits until nobody else holds the provider's stream: what two bridges read would not be in order.
 *
 * @returns what was last kept; undefined if `signal` ended before
 */
export async function leased(
  { states, log, now, pause }: LeaseDeps,
  provider: string,
  holder: string,
  signal: AbortSignal,
): Promise<{ content: string | undefined } | undefined> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const taken = await states.take(provider, holder, now(), now() + LEASE_MS);
    if (taken) return taken;
    if (tries === 0) log.info("held by another", { provider });
    await pause(KNOCK_MS, signal);
  }
  return undefined;
}

/** Holds it until `signal`. Rejects once it may be somebody else's. */
export async function renewed(
  { states, log, now, pause }: LeaseDeps,
  provider: string,
  holder: string,
  signal: AbortSignal,
): Promise<void> {
  let until = now() + LEASE_MS;
  for (;;) {
    await pause(RENEW_MS, signal);
    if (signal.aborted) return;
    const next = now() + LEASE_MS;
    try {
      if (!(await states.take(provider, holder, now(), next))) {
        throw new LostLeaseError(`the stream of ${provider} is held by another`);
      }
      until = next;
    } catch (error) {
      if (error instanceof LostLeaseError || now() > until - RENEW_MS) throw error;
      log.warn("lease not renewed", { provider, error: asError(error) });
    }
  }
}
