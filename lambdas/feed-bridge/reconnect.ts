import { backoff } from "../../modules/polling/backoff.ts";
import type { PollAccount } from "../../modules/ports/vendors.ts";
import { OutageError } from "../../modules/runtime/errors.ts";
import { type ConnectionEnd, runConnection } from "./connection.ts";
import type { BridgeDeps } from "./deps.ts";
import type { VendorStream } from "./vendor-stream.ts";

/** A connection that lasted this long ends a series of failures. */
const STEADY_MS = 30_000;
const LONGEST_PAUSE_MS = 60_000;
/** The pause after a refused key; a new key is read within five minutes. */
const REFUSED_KEY_PAUSE_MS = 300_000;

/** Connects, and reconnects whenever a connection ends, until `signal` aborts. Rejects if the key is gone. */
export async function keepConnected(
  deps: BridgeDeps,
  vendorStream: VendorStream,
  signal: AbortSignal,
): Promise<void> {
  const { provider, health, queue, session } = vendorStream;
  let tries = 0;
  let last = "";
  while (!signal.aborted) {
    const end = await runConnection(deps, vendorStream, signal);
    if (signal.aborted) return;
    tries = (end.lastedMs ?? 0) >= STEADY_MS ? 1 : tries + 1;
    const ms = pauseAfter(end, tries, deps);
    health.lost(tries, ms);
    // Logs each change, not each attempt.
    if (end.lastedMs !== undefined || end.reason !== last) {
      deps.log.warn("stream lost", { provider, reason: end.reason, retry_in_ms: Math.round(ms) });
    }
    last = end.reason;
    // Messages the queue has no room for need not be fetched.
    if (end.reason === "full") await queue.emptied(signal);
    await deps.pause(ms, signal);
    session.account = await accountOf(deps, vendorStream);
  }
}

/** The current account; the last known one if the secret store is down. */
async function accountOf(
  { accounts, log }: BridgeDeps,
  { provider, session }: VendorStream,
): Promise<PollAccount> {
  let account: PollAccount | undefined;
  try {
    account = await accounts.accountOf(provider);
  } catch (error) {
    if (!(error instanceof OutageError)) throw error;
    log.warn("key not read", { provider, error });
    return session.account;
  }
  if (!account) throw new Error(`${provider} has no key any more`);
  return account;
}

function pauseAfter(
  { notBefore, isKeyRefused }: ConnectionEnd,
  tries: number,
  { now, random }: BridgeDeps,
): number {
  const jitter = backoff(tries, random(), LONGEST_PAUSE_MS);
  const asked = notBefore === undefined ? 0 : Math.max(0, notBefore - now());
  return Math.max(asked, isKeyRefused ? REFUSED_KEY_PAUSE_MS : 0) + jitter;
}
