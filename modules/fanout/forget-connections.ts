import type { Audience } from "../ports/audience.ts";
import { asError } from "../runtime/errors.ts";
import { forEachLimited } from "../runtime/for-each-limited.ts";
import type { Log } from "../runtime/log.ts";

const CONCURRENCY = 16;

/**
 * Removes the connections of viewers who have left. Does not retry: a connection that stays costs one more 410 at the
 * next post. Never rejects.
 *
 * @param timeLeft milliseconds in which removals may still be begun
 */
export async function forgetConnections(
  goneConnections: readonly string[],
  { audience, log }: { audience: Pick<Audience, "forget">; log: Log },
  timeLeft: () => number,
): Promise<void> {
  await forEachLimited(goneConnections, CONCURRENCY, async (connectionId) => {
    if (timeLeft() <= 0) return;
    try {
      await audience.forget(connectionId);
    } catch (error) {
      log.warn("connection not forgotten", { error: asError(error) });
    }
  });
}
