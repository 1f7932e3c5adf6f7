import { backoff } from "../../modules/polling/backoff.ts";
import type { StreamedId } from "../../modules/providers/ids.ts";
import type { BridgeDeps } from "./deps.ts";
import { hold } from "./hold.ts";
import { type Vitals, vitalsOf } from "./vitals.ts";

/** Before it is looked again whether there is a key. */
const KEYLESS_MS = 60_000;
const LONGEST_PAUSE_MS = 60_000;
const MINUTE_MS = 60_000;

/** Holds the streams of `providers`, each for itself, until `signal`; then it ends by itself within moments. */
export type Bridge = (providers: readonly StreamedId[], signal: AbortSignal) => Promise<void>;

export function createHandler(deps: BridgeDeps): Bridge {
  return async (providers, signal) => {
    deps.log.info("bridge started", { providers: providers.join(" ") });
    await Promise.all(providers.map((provider) => keepHeld(deps, provider, signal)));
    deps.log.info("bridge stopped");
  };
}

async function keepHeld(deps: BridgeDeps, provider: StreamedId, signal: AbortSignal): Promise<void> {
  const vitals = vitalsOf(deps, provider);
  let failures = 0;
  let isKeyless = false;
  const over = new AbortController();
  const reports = reported(deps, provider, vitals, () => !isKeyless, AbortSignal.any([signal, over.signal]));
  while (!signal.aborted) {
    const began = deps.now();
    try {
      const account = await deps.accounts.accountOf(provider);
      if (!account && !isKeyless) deps.log.info("no key", { provider });
      isKeyless = !account;
      if (account) await hold(deps, { provider, account, vitals }, signal);
      else await deps.pause(KEYLESS_MS, signal);
      failures = 0;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures = deps.now() - began > MINUTE_MS ? 1 : failures + 1;
      deps.log.error("stream given up", { provider, error });
      await deps.pause(backoff(failures, deps.random(), LONGEST_PAUSE_MS), signal);
    }
  }
  over.abort();
  await reports;
}

/** Every minute, also when all is well: an alarm ends when it is told so, and rings when nobody tells. */
async function reported(
  { metrics, pause }: BridgeDeps,
  provider: string,
  vitals: Vitals,
  isWanted: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(MINUTE_MS, signal);
    if (signal.aborted) return;
    metrics.report({ BridgeDown: isWanted() && !vitals.isWell ? 1 : 0 }, { provider });
  }
}
