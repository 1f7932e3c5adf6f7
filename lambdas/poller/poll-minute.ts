import { randomUUID } from "node:crypto";
import { circuitState } from "../../modules/polling/circuit.ts";
import { type PollSession, startPollSession } from "../../modules/polling/session.ts";
import type { PollState } from "../../modules/polling/state.ts";
import { isInPlay } from "../../modules/polling/tracked-matches.ts";
import { LostLeaseError, type PollAccount } from "../../modules/ports/vendors.ts";
import type { PolledId } from "../../modules/providers/ids.ts";
import { bestEffort } from "../../modules/runtime/best-effort.ts";
import type { PollerDeps } from "./deps.ts";
import { pollRound } from "./poll-round.ts";

/** The lease outlasts the minute by this, so that the last call ends within it. */
const LEASE_AFTER_MS = 15_000;
/** How long we wait for the invocation before to end. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 500;

/**
 * Polls a provider until the end of this minute, unless another invocation has the lease. Rejects if the last poll
 * could not be published.
 */
export async function pollMinute(
  deps: PollerDeps,
  provider: PolledId,
  account: PollAccount,
  until: number,
): Promise<void> {
  const session = await startedSession(deps, provider, account, until);
  if (!session) return deps.log.warn("another invocation still polls", { provider });
  try {
    const outage = await rounds(deps, session);
    await deps.states.release(provider, session.holder, JSON.stringify(session.state));
    report(deps, session);
    if (outage) throw outage;
  } catch (error) {
    if (!(error instanceof LostLeaseError)) throw error;
    deps.log.warn("lease lost to another invocation", { provider });
  }
}

async function startedSession(
  deps: PollerDeps,
  provider: PolledId,
  account: PollAccount,
  until: number,
): Promise<PollSession | undefined> {
  const holder = randomUUID();
  const patience = Math.min(until, deps.now() + PATIENCE_MS);
  for (;;) {
    const taken = await deps.states.take(provider, holder, deps.now(), until + LEASE_AFTER_MS);
    if (taken) {
      return startPollSession(provider, account, { holder, until, content: taken.content });
    }
    if (deps.now() + RETRY_MS > patience) return undefined;
    await deps.pause(RETRY_MS);
  }
}

/** Polls round after round. @returns the error of the last round, if it failed */
async function rounds(deps: PollerDeps, session: PollSession): Promise<Error | undefined> {
  const { state, until, provider } = session;
  let outage: Error | undefined;
  for (;;) {
    const at = Math.max(state.next_at, state.hold_until, state.circuit.until);
    if (at > until) return outage;
    if (at > deps.now()) await deps.pause(at - deps.now());
    try {
      await pollRound(deps, session);
      outage = undefined;
    } catch (error) {
      if (error instanceof LostLeaseError || !(error instanceof Error)) throw error;
      // Nothing was stored of what was not published, so the next round asks for it again.
      deps.log.error("poll not published", { provider, error });
      outage = error;
    }
    await storeHealth(deps, session);
  }
}

/** Stores whether the feed is reachable, for its health and the viewers of its matches. */
async function storeHealth({ feeds, log, now }: PollerDeps, { provider, state }: PollSession): Promise<void> {
  const down = isUnreachable(state, now());
  if (!down && !state.is_noted_down) return;
  await bestEffort(log, "feed health not stored", () =>
    down
      ? feeds.recordUnreachable(provider, new Date(Math.max(state.circuit.until, state.hold_until)))
      : feeds.recordReachable(provider, new Date(now())),
  );
  state.is_noted_down = down;
}

function report({ log, metrics, now }: PollerDeps, { provider, state, counts }: PollSession): void {
  const { polls, calls, failures, published } = counts;
  const circuit = circuitState(state.circuit, now());
  if (polls === 0 && circuit === "closed") return;
  const live = Object.values(state.matches).filter(isInPlay).length;
  metrics.report(
    { Polls: polls, PollFailures: failures, PollCircuitOpen: circuit === "closed" ? 0 : 1 },
    { provider },
  );
  log.info("polled", { provider, polls, calls, failures, published, live, circuit });
}

/** A pause the vendor asks for is an outage if it is longer than a feed may be silent unnoticed. */
const LONG_HOLD_MS = 60_000;

/** Whether the feed will be unreachable for a while. */
function isUnreachable({ circuit, hold_until }: PollState, now: number): boolean {
  return circuit.openings > 0 || (circuit.failures > 0 && hold_until > now + LONG_HOLD_MS);
}
