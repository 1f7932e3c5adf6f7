import { randomUUID } from "node:crypto";
import { saveState, startPollSession } from "../../modules/polling/session.ts";
import { LostLeaseError, type PollAccount } from "../../modules/ports/vendors.ts";
import type { StreamedId } from "../../modules/providers/ids.ts";
import { streamingOf } from "../../modules/providers/streamed.ts";
import { keepCaughtUp } from "./catch-up.ts";
import type { BridgeDeps } from "./deps.ts";
import { acquireLease, renewLease } from "./lease.ts";
import { messageOrder } from "./message-order.ts";
import { publishQueue } from "./publish-queue.ts";
import { keepConnected } from "./reconnect.ts";
import { createSignal } from "./signal.ts";
import type { StreamHealth } from "./stream-health.ts";
import { teamDirectory } from "./team-directory.ts";
import type { VendorStream } from "./vendor-stream.ts";

/** How long the queue may drain at the end; the next bridge backfills what is left. */
const DRAIN_MS = 1_500;
const STORE_MS = 10_000;

export interface VendorStreamConfig {
  provider: StreamedId;
  account: PollAccount;
  health: StreamHealth;
}

/** Reads a provider's stream, under its lease, until `signal` aborts. Rejects if it cannot go on. */
export async function runStream(
  deps: BridgeDeps,
  config: VendorStreamConfig,
  signal: AbortSignal,
): Promise<void> {
  const holder = randomUUID();
  const taken = await acquireLease(deps, config.provider, holder, signal);
  if (!taken) return;
  const vendorStream = vendorStreamOf(deps, config, holder, taken.content);
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const parts = [
    renewLease(deps, config.provider, holder, over.signal),
    vendorStream.queue.run(over.signal),
    keepConnected(deps, vendorStream, either),
    keepCaughtUp(deps, vendorStream, either),
    keepMatchesStored(deps, vendorStream, either),
  ];
  try {
    // A call that is still open then delays nothing: its answer is dropped.
    await Promise.race([Promise.all(parts), ended(signal)]);
    await Promise.race([vendorStream.queue.emptied(over.signal), deps.pause(DRAIN_MS, over.signal)]);
  } finally {
    over.abort();
  }
  await deps.states.release(config.provider, holder, JSON.stringify(vendorStream.session.state));
}

function vendorStreamOf(
  deps: BridgeDeps,
  { provider, account, health }: VendorStreamConfig,
  holder: string,
  content?: string,
): VendorStream {
  return {
    provider,
    streaming: streamingOf(provider),
    session: startPollSession(provider, account, { holder, until: 0, content }),
    queue: publishQueue(deps, provider, health.blocked),
    order: messageOrder(),
    teams: teamDirectory(),
    health,
    gapSignal: createSignal(),
    gap: { mark: 0, at: deps.now() },
  };
}

/** Stores which matches are in play, every few seconds: the next bridge must not miss their end. */
async function keepMatchesStored(
  deps: BridgeDeps,
  { provider, session }: VendorStream,
  signal: AbortSignal,
): Promise<void> {
  let stored = "";
  for (;;) {
    await deps.pause(STORE_MS, signal);
    if (signal.aborted) return;
    const now = JSON.stringify(session.state.matches);
    if (now === stored) continue;
    try {
      await saveState(deps, session);
      stored = now;
    } catch (error) {
      if (!(error instanceof Error) || error instanceof LostLeaseError) throw error;
      deps.log.warn("matches not stored", { provider, error });
    }
  }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
