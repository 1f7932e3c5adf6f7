import { backoff } from "../../modules/polling/backoff.ts";
import type { PollAccount } from "../../modules/ports/vendors.ts";
import { OutageError } from "../../modules/runtime/errors.ts";
import type { BridgeDeps } from "./deps.ts";
import type { Feed } from "./feed.ts";
import { follow, type LinkEnd } from "./link.ts";

/** A connection that has lasted so long is no part of a series of failures. */
const STEADY_MS = 30_000;
const LONGEST_PAUSE_MS = 60_000;
/** Before a key that was refused is tried again; a new one is read within five minutes. */
const HOPELESS_MS = 300_000;

/** Connects, and connects again whenever a connection ends, until `signal` or until there is no key any more. */
export async function keepConnected(deps: BridgeDeps, feed: Feed, signal: AbortSignal): Promise<void> {
  const { provider, vitals, queue, session } = feed;
  let tries = 0;
  let last = "";
  while (!signal.aborted) {
    const end = await follow(deps, feed, signal);
    if (signal.aborted) return;
    tries = (end.lastedMs ?? 0) >= STEADY_MS ? 1 : tries + 1;
    const ms = pauseAfter(end, tries, deps);
    vitals.lost(tries, ms);
    // One line for each change, not for each try.
    if (end.lastedMs !== undefined || end.reason !== last) {
      deps.log.warn("stream lost", { provider, reason: end.reason, again_ms: Math.round(ms) });
    }
    last = end.reason;
    // What cannot be passed on need not be fetched.
    if (end.reason === "full") await queue.emptied(signal);
    await deps.pause(ms, signal);
    session.account = await accountOf(deps, feed);
  }
}

/** As it is now; as it was, if that cannot be had. */
async function accountOf({ accounts, log }: BridgeDeps, { provider, session }: Feed): Promise<PollAccount> {
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

function pauseAfter({ notBefore, isHopeless }: LinkEnd, tries: number, { now, random }: BridgeDeps): number {
  const jitter = backoff(tries, random(), LONGEST_PAUSE_MS);
  const asked = notBefore === undefined ? 0 : Math.max(0, notBefore - now());
  return Math.max(asked, isHopeless ? HOPELESS_MS : 0) + jitter;
}
