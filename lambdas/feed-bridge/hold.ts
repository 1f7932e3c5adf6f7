import { createHash, randomUUID } from "node:crypto";
import { saveState } from "../../modules/polling/session.ts";
import { stateOf } from "../../modules/polling/state.ts";
import { LostLeaseError, type PollAccount } from "../../modules/ports/vendors.ts";
import type { StreamedId } from "../../modules/providers/ids.ts";
import { pollingOf } from "../../modules/providers/polled.ts";
import { streamingOf } from "../../modules/providers/streamed.ts";
import { keepCaughtUp } from "./catch-up.ts";
import type { BridgeDeps } from "./deps.ts";
import type { Feed } from "./feed.ts";
import { leased, renewed } from "./lease.ts";
import { keepConnected } from "./links.ts";
import { messageOrder } from "./message-order.ts";
import { publishQueue } from "./publish-queue.ts";
import { createSignal } from "./signal.ts";
import { teamsByMatch } from "./teams.ts";
import type { Vitals } from "./vitals.ts";

/** For what has been taken to get into the stream at the end; the rest is asked for at the next beginning. */
const DRAIN_MS = 1_500;
const NOTE_MS = 10_000;

export interface Held {
  provider: StreamedId;
  account: PollAccount;
  vitals: Vitals;
}

/** Holds the stream of a provider, under a lease, until `signal`. Rejects if it cannot go on. */
export async function hold(deps: BridgeDeps, held: Held, signal: AbortSignal): Promise<void> {
  const holder = randomUUID();
  const taken = await leased(deps, held.provider, holder, signal);
  if (!taken) return;
  const feed = feedOf(deps, held, holder, taken.content);
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const parts = [
    renewed(deps, held.provider, holder, over.signal),
    feed.queue.run(over.signal),
    keepConnected(deps, feed, either),
    keepCaughtUp(deps, feed, either),
    keepNoted(deps, feed, either),
  ];
  try {
    // An answer that is still awaited then holds nobody up: nothing is made of it.
    await Promise.race([Promise.all(parts), ended(signal)]);
    await Promise.race([feed.queue.emptied(over.signal), deps.pause(DRAIN_MS, over.signal)]);
  } finally {
    over.abort();
  }
  await deps.states.release(held.provider, holder, JSON.stringify(feed.session.state));
}

function feedOf(
  deps: BridgeDeps,
  { provider, account, vitals }: Held,
  holder: string,
  content?: string,
): Feed {
  const counts = { polls: 0, calls: 0, failures: 0, published: 0 };
  const state = { ...stateOf(content, digestOf(account)) };
  return {
    provider,
    streaming: streamingOf(provider),
    session: { provider, polling: pollingOf(provider), account, holder, until: 0, state, counts },
    queue: publishQueue(deps, provider, vitals.blocked),
    order: messageOrder(),
    teams: teamsByMatch(),
    vitals,
    missed: createSignal(),
    gap: { mark: 0, at: deps.now() },
  };
}

function digestOf({ key, url }: PollAccount): string {
  return createHash("sha256")
    .update(JSON.stringify([key, url]))
    .digest("hex")
    .slice(0, 8);
}

/** Writes down which matches are in play, for whoever comes after us: their end must not be missed. */
async function keepNoted(deps: BridgeDeps, { provider, session }: Feed, signal: AbortSignal): Promise<void> {
  let noted = "";
  for (;;) {
    await deps.pause(NOTE_MS, signal);
    if (signal.aborted) return;
    const now = JSON.stringify(session.state.matches);
    if (now === noted) continue;
    try {
      await saveState(deps, session);
      noted = now;
    } catch (error) {
      if (!(error instanceof Error) || error instanceof LostLeaseError) throw error;
      deps.log.warn("matches not noted", { provider, error });
    }
  }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
