import { backoff } from "../../modules/polling/backoff.ts";
import type { StreamedId } from "../../modules/providers/ids.ts";
import type { BridgeDeps } from "./deps.ts";
import { runStream } from "./run-stream.ts";
import { type StreamHealth, streamHealth } from "./stream-health.ts";

/** The pause between two looks for a key that is missing. */
const MISSING_KEY_RETRY_MS = 60_000;
const LONGEST_PAUSE_MS = 60_000;
const MINUTE_MS = 60_000;

/** Reads the streams of `providers`, independently of one another, and resolves soon after `signal` aborts. */
export type Bridge = (providers: readonly StreamedId[], signal: AbortSignal) => Promise<void>;

export function createHandler(deps: BridgeDeps): Bridge {
  return async (providers, signal) => {
    deps.log.info("bridge started", { providers: providers.join(" ") });
    await Promise.all(providers.map((provider) => keepStreaming(deps, provider, signal)));
    deps.log.info("bridge stopped");
  };
}

async function keepStreaming(deps: BridgeDeps, provider: StreamedId, signal: AbortSignal): Promise<void> {
  const health = streamHealth(deps, provider);
  let failures = 0;
  let isKeyless = false;
  const over = new AbortController();
  const reports = reportEveryMinute(
    deps,
    provider,
    health,
    () => !isKeyless,
    AbortSignal.any([signal, over.signal]),
  );
  while (!signal.aborted) {
    const began = deps.now();
    try {
      const account = await deps.accounts.accountOf(provider);
      if (!account && !isKeyless) deps.log.info("no key", { provider });
      isKeyless = !account;
      if (account) await runStream(deps, { provider, account, health }, signal);
      else await deps.pause(MISSING_KEY_RETRY_MS, signal);
      failures = 0;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures = deps.now() - began > MINUTE_MS ? 1 : failures + 1;
      deps.log.error("stream failed, retrying", { provider, error });
      await deps.pause(backoff(failures, deps.random(), LONGEST_PAUSE_MS), signal);
    }
  }
  over.abort();
  await reports;
}

/** Reports whether the stream is down, every minute: a 0 ends the alarm, and missing data sounds it. */
async function reportEveryMinute(
  { metrics, pause }: BridgeDeps,
  provider: string,
  health: StreamHealth,
  hasKey: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(MINUTE_MS, signal);
    if (signal.aborted) return;
    metrics.report({ BridgeDown: hasKey() && !health.isHealthy ? 1 : 0 }, { provider });
  }
}
