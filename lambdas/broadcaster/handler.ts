import type { Context } from "aws-lambda";
import * as z from "zod";
import { type FanOutDeps, fanOut } from "../../modules/fanout/fan-out.ts";
import { forgetConnections } from "../../modules/fanout/forget-connections.ts";
import type { Publication } from "../../modules/match/publication.ts";
import type { Audience } from "../../modules/ports/audience.ts";
import type { SegmentReport } from "../../modules/ports/gateway.ts";

export interface BroadcasterDeps extends FanOutDeps {
  audience: Pick<Audience, "subscribers" | "forget">;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The part of the function's time that is left for posts that were begun: four tries of 2 s and their pauses. */
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
const order = z.preprocess(
  withPublications,
  z.object({
    segment: z.object({ index: z.int().min(0), of: z.int().min(1) }),
    publications: z.array(publication),
    until: z.number(),
  }),
);

/**
 * Reads the order of an older consumer, which called the publications `tellings`. A deployment replaces this function
 * before the consumer, which names it, so both versions run at the same time.
 */
function withPublications(event: unknown): unknown {
  const { tellings, ...rest } = Object(event);
  return tellings === undefined ? event : { publications: tellings, ...rest };
}

/**
 * Posts publications to one segment of a large audience, as the consumer orders it. Rejects if the segment cannot be
 * read, so that the consumer asks again; counts whatever happens to a single viewer.
 */
export function createHandler(
  deps: BroadcasterDeps,
): (event: unknown, context: Pick<Context, "getRemainingTimeInMillis">) => Promise<SegmentReport> {
  return async (event, context) => {
    const { segment, publications, until } = order.parse(event);
    const timeLeft = () => Math.min(until - deps.now(), context.getRemainingTimeInMillis() - SPARE_MS);
    // The consumer makes them, of the same types.
    const report = await fanOut(publications as unknown as Publication[], deps, timeLeft, segment);
    await forgetConnections(report.goneConnections, deps, timeLeft);
    deps.log.info("segment posted", {
      segment: segment.index,
      of: segment.of,
      delivered: report.delivered,
      failed: report.failed,
      skipped: report.skipped,
      conflated: report.conflated,
      deferred: report.deferred,
      gone: report.goneConnections.length,
    });
    const { goneConnections, ...counts } = report;
    return { ...counts, gone: goneConnections.length };
  };
}
