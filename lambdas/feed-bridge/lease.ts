import { LostLeaseError, type PollStates } from "../../modules/ports/vendors.ts";
import { asError } from "../../modules/runtime/errors.ts";
import type { BridgeDeps } from "./deps.ts";

/** A bridge that dies is replaced after this at the latest. */
const LEASE_MS = 12_000;
const RENEW_MS = 3_000;
const RETRY_MS = 1_000;

type LeaseDeps = Pick<BridgeDeps, "log" | "now" | "pause"> & { states: Pick<PollStates, "take"> };

/**
 * Waits for the lease of a provider's stream: two bridges that read it would publish out of order.
 *
 * @returns the stored state; undefined if `signal` aborted first
 */
export async function acquireLease(
  { states, log, now, pause }: LeaseDeps,
  provider: string,
  holder: string,
  signal: AbortSignal,
): Promise<{ content: string | undefined } | undefined> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const taken = await states.take(provider, holder, now(), now() + LEASE_MS);
    if (taken) return taken;
    if (tries === 0) log.info("lease held by another", { provider });
    await pause(RETRY_MS, signal);
  }
  return undefined;
}

/** Renews the lease until `signal` aborts. Rejects once another bridge may have it. */
export async function renewLease(
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
        throw new LostLeaseError(`another bridge has the lease of ${provider}`);
      }
      until = next;
    } catch (error) {
      if (error instanceof LostLeaseError || now() > until - RENEW_MS) throw error;
      log.warn("lease not renewed", { provider, error: asError(error) });
    }
  }
}
