import { POLLED_IDS } from "../../modules/providers/ids.ts";
import type { PollerDeps } from "./deps.ts";
import { pollMinute } from "./poll-minute.ts";

/** Calls start within this; the next invocation, after a minute, finds the last one answered. */
const WINDOW_MS = 55_000;

/**
 * Polls all providers that have a key for a minute, independently: a slow or broken one delays no other.
 */
export function createHandler(deps: PollerDeps): () => Promise<void> {
  return async () => {
    const until = deps.now() + WINDOW_MS;
    const minutes = await Promise.allSettled(
      POLLED_IDS.map(async (provider) => {
        const account = await deps.accounts.accountOf(provider);
        if (account) await pollMinute(deps, provider, account, until);
      }),
    );
    const failures = minutes.flatMap((minute) => (minute.status === "rejected" ? [minute.reason] : []));
    for (const error of failures) deps.log.error("provider not polled", { error });
    if (failures.length > 0) throw new AggregateError(failures, "not every provider could be polled");
  };
}
