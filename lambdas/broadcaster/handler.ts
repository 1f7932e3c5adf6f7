import type { Context } from "aws-lambda";
import * as z from "zod";
import { type FanOutDeps, fanOut } from "../../modules/fanout/fan-out.ts";
import { forget } from "../../modules/fanout/forget.ts";
import type { Publication } from "../../modules/match/publication.ts";
import type { Audience } from "../../modules/ports/audience.ts";
import type { SegmentReport } from "../../modules/ports/gateway.ts";

export interface BroadcasterDeps extends FanOutDeps {
  audience: Pick<Audience, "subscribers" | "forget">;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Kept of the function's time for posts that were begun: four tries of 2 s and the pauses between. */
const SPARE_MS = 10_000;

const publication = z.looseObject({
  match_id: z.string(),
  seq: z.number(),
  prev_public_seq: z.number(),
  public: z.boolean(),
  topics: z.array(z.string()),
  frames: z.array(z.looseObject({ type: z.string() })),
  urgent: z.boolean(),
});
const order = z.object({
  segment: z.object({ index: z.int().min(0), of: z.int().min(1) }),
  publications: z.array(publication),
  until: z.number(),
});

/**
 * Serves one segment of a large audience, as ordered by the consumer. Rejects, to be asked again, if the segment
 * cannot be read; whatever happens to a single viewer is counted.
 */
export function createHandler(
  deps: BroadcasterDeps,
): (event: unknown, context: Pick<Context, "getRemainingTimeInMillis">) => Promise<SegmentReport> {
  return async (event, context) => {
    const { segment, publications, until } = order.parse(event);
    const timeLeft = () => Math.min(until - deps.now(), context.getRemainingTimeInMillis() - SPARE_MS);
    // Made by the consumer, of its own types.
    const served = await fanOut(publications as unknown as Publication[], deps, timeLeft, segment);
    await forget(served.gone, deps, timeLeft);
    deps.log.info("segment served", {
      segment: segment.index,
      of: segment.of,
      delivered: served.delivered,
      failed: served.failed,
      skipped: served.skipped,
      conflated: served.conflated,
      deferred: served.deferred,
      gone: served.gone.length,
    });
    return { ...served, gone: served.gone.length };
  };
}
