import type { Audience } from "../ports/audience.ts";
import { asError } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import { forEachLimited } from "../runtime/pool.ts";

const CONCURRENCY = 16;

/**
 * Forgets viewers who have left. What fails here, or finds no time, only costs the next post a 410, so it is no
 * reason to retry.
 */
export async function forget(
  gone: readonly string[],
  { audience, log }: { audience: Pick<Audience, "forget">; log: Log },
  timeLeft: () => number,
): Promise<void> {
  await forEachLimited(gone, CONCURRENCY, async (connectionId) => {
    if (timeLeft() <= 0) return;
    try {
      await audience.forget(connectionId);
    } catch (error) {
      log.warn("connection not forgotten", { error: asError(error) });
    }
  });
}
