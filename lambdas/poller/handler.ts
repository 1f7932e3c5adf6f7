import { POLLED_IDS } from "../../modules/providers/ids.ts";
import { pollMinute } from "./minute.ts";
import type { PollerDeps } from "./session.ts";

/** Calls begin until then; the next invocation comes after a minute, and finds the last of them answered. */
const WINDOW_MS = 55_000;

/**
 * A minute of all polled providers, each for itself: one that is slow or broken holds up no other. Those without a
 * key are off.
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
