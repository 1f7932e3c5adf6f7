import type { Publication } from "../match/publication.ts";
import type { Segment } from "../ports/audience.ts";
import type { Broadcasters, BroadcastOrder, SegmentReport } from "../ports/gateway.ts";
import { asError } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import { ranksOf } from "./rank.ts";

/** What became of the posts that broadcasters were asked for. */
export interface BroadcastReport extends SegmentReport {
  /** Orders of which nobody knows whether they were carried out. */
  lost: number;
}

/** A synchronous invocation takes 6 MB; the rest is room for what goes with the tellings. */
const MAX_BYTES = 6_000_000;

/**
 * Has each segment told by a broadcaster, all at once, and waits for them, so that what a match is told next comes
 * after it. What a broadcaster could not do is left to its viewers' `seq` check; never rejects.
 *
 * @param until milliseconds since the epoch; no post is begun after it
 */
export async function broadcast(
  publications: readonly Publication[],
  segments: readonly Segment[],
  { broadcasters, log }: { broadcasters: Pick<Broadcasters, "serve">; log: Log },
  until: number,
): Promise<BroadcastReport> {
  const total: BroadcastReport = { ...NOTHING, viewers: {}, lost: 0 };
  const loads = invocationsOf([...ranksOf(publications).values()].flat());
  await Promise.all(
    segments.map(async (segment) => {
      const viewers: Record<string, number> = {};
      for (const load of loads) {
        const served = await attempt({ segment, publications: load, until }, broadcasters, log);
        add(total, served);
        // Every load of a match reaches the same viewers.
        for (const [match, count] of Object.entries(served.viewers))
          viewers[match] = Math.max(viewers[match] ?? 0, count);
      }
      total.viewers = summed(total.viewers, viewers);
    }),
  );
  return total;
}

const NOTHING: SegmentReport = {
  delivered: 0,
  failed: 0,
  skipped: 0,
  conflated: 0,
  deferred: 0,
  gone: 0,
  viewers: {},
};

async function attempt(
  order: BroadcastOrder,
  broadcasters: Pick<Broadcasters, "serve">,
  log: Log,
): Promise<BroadcastReport> {
  try {
    return { ...(await broadcasters.serve(order)), lost: 0 };
  } catch (error) {
    log.error("segment not served", {
      segment: order.segment.index,
      of: order.segment.of,
      error: asError(error),
    });
    return { ...NOTHING, lost: 1 };
  }
}

const COUNTS = ["delivered", "failed", "skipped", "conflated", "deferred", "gone", "lost"] as const;

function add(total: BroadcastReport, served: BroadcastReport): void {
  for (const count of COUNTS) total[count] += served[count];
}

function summed(a: SegmentReport["viewers"], b: SegmentReport["viewers"]): Record<string, number> {
  const sum = { ...a };
  for (const [match, viewers] of Object.entries(b)) sum[match] = (sum[match] ?? 0) + viewers;
  return sum;
}

/** In order, each small enough for one invocation. A telling too large even alone could not be posted either. */
export function invocationsOf(publications: readonly Publication[], maxBytes = MAX_BYTES): Publication[][] {
  const loads: Publication[][] = [];
  let room = 0;
  for (const publication of publications) {
    const bytes = Buffer.byteLength(JSON.stringify(publication)) + 1;
    if (bytes > maxBytes) continue;
    if (bytes > room) {
      loads.push([]);
      room = maxBytes;
    }
    loads.at(-1)?.push(publication);
    room -= bytes;
  }
  return loads;
}
