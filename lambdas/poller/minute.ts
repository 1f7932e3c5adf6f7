import { createHash, randomUUID } from "node:crypto";
import { circuitState } from "../../modules/polling/circuit.ts";
import type { Session } from "../../modules/polling/session.ts";
import { stateOf } from "../../modules/polling/state.ts";
import { isInPlay } from "../../modules/polling/tracking.ts";
import { LostLeaseError, type PollAccount } from "../../modules/ports/vendors.ts";
import type { PolledId } from "../../modules/providers/ids.ts";
import { pollingOf } from "../../modules/providers/polled.ts";
import { bestEffort } from "../../modules/runtime/best-effort.ts";
import { round } from "./round.ts";
import { isDown, type PollerDeps } from "./session.ts";

/** A call that began at the last moment is over by then, whatever becomes of it. */
const LEASE_AFTER_MS = 15_000;
/** The minute before may take a moment longer. */
const PATIENCE_MS = 10_000;
const KNOCK_MS = 500;

/**
 * Polls a provider for as long as this minute lasts, unless another invocation is at it. Rejects if the last poll
 * could not be published.
 */
export async function pollMinute(
  deps: PollerDeps,
  provider: PolledId,
  account: PollAccount,
  until: number,
): Promise<void> {
  const session = await begun(deps, provider, account, until);
  if (!session) return deps.log.warn("another minute is still polled", { provider });
  try {
    const outage = await rounds(deps, session);
    await deps.states.release(provider, session.holder, JSON.stringify(session.state));
    report(deps, session);
    if (outage) throw outage;
  } catch (error) {
    if (!(error instanceof LostLeaseError)) throw error;
    deps.log.warn("another minute has begun", { provider });
  }
}

async function begun(
  deps: PollerDeps,
  provider: PolledId,
  account: PollAccount,
  until: number,
): Promise<Session | undefined> {
  const holder = randomUUID();
  const patience = Math.min(until, deps.now() + PATIENCE_MS);
  for (;;) {
    const taken = await deps.states.take(provider, holder, deps.now(), until + LEASE_AFTER_MS);
    if (taken) {
      const counts = { polls: 0, calls: 0, failures: 0, published: 0 };
      const state = { ...stateOf(taken.content, digestOf(account)) };
      return { provider, polling: pollingOf(provider), account, holder, until, state, counts };
    }
    if (deps.now() + KNOCK_MS > patience) return undefined;
    await deps.pause(KNOCK_MS);
  }
}

function digestOf({ key, url }: PollAccount): string {
  return createHash("sha256")
    .update(JSON.stringify([key, url]))
    .digest("hex")
    .slice(0, 8);
}

/** @returns what was in the way of the last one */
async function rounds(deps: PollerDeps, session: Session): Promise<Error | undefined> {
  const { state, until, provider } = session;
  let outage: Error | undefined;
  for (;;) {
    const at = Math.max(state.next_at, state.hold_until, state.circuit.until);
    if (at > until) return outage;
    if (at > deps.now()) await deps.pause(at - deps.now());
    try {
      await round(deps, session);
      outage = undefined;
    } catch (error) {
      if (error instanceof LostLeaseError || !(error instanceof Error)) throw error;
      // What was not published has not been remembered either: it is asked for again.
      deps.log.error("polled in vain", { provider, error });
      outage = error;
    }
    await note(deps, session);
  }
}

/** For the health of the feed, and the viewers of its matches. */
async function note({ feeds, log, now }: PollerDeps, { provider, state }: Session): Promise<void> {
  const down = isDown(state, now());
  if (!down && !state.is_noted_down) return;
  const until = new Date(down ? Math.max(state.circuit.until, state.hold_until) : now());
  await bestEffort(log, "feed not noted", () => feeds.unreachable(provider, until));
  state.is_noted_down = down;
}

function report({ log, metrics, now }: PollerDeps, { provider, state, counts }: Session): void {
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
