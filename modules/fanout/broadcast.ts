import type { Publication } from "../match/publication.ts";
import type { Segment } from "../ports/audience.ts";
import type { Broadcasters, BroadcastOrder, SegmentReport } from "../ports/gateway.ts";
import { asError } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import { ranksOf } from "./rank.ts";
import { EMPTY_REPORT, mergedReports, sumOfPosts } from "./segment-report.ts";

/** What became of the posts that broadcasters made. */
export interface BroadcastReport extends SegmentReport {
  /** Orders without a report: nobody knows whether they were carried out. */
  lost: number;
}

/** A synchronous invocation takes 6 MB; the difference is room for the other fields of an order. */
const MAX_BYTES = 6_000_000;

/**
 * Invokes one broadcaster per segment, all at once, and waits for them, so that later publications of a match are
 * posted later. Viewers find out by their `seq` check what a broadcaster did not post. Never rejects.
 *
 * @param until milliseconds since the epoch; broadcasters begin no post after it
 */
export async function broadcast(
  publications: readonly Publication[],
  segments: readonly Segment[],
  { broadcasters, log }: { broadcasters: Pick<Broadcasters, "broadcast">; log: Log },
  until: number,
): Promise<BroadcastReport> {
  const chunks = invocationChunks([...ranksOf(publications).values()].flat());
  const reports = await Promise.all(
    segments.map((segment) => broadcastSegment(segment, chunks, { broadcasters, log }, until)),
  );
  return reports.reduce(merged, NOTHING);
}

const NOTHING: BroadcastReport = { ...EMPTY_REPORT, lost: 0 };

function merged(one: BroadcastReport, other: BroadcastReport): BroadcastReport {
  return { ...mergedReports(one, other), lost: one.lost + other.lost };
}

async function broadcastSegment(
  segment: Segment,
  chunks: readonly Publication[][],
  { broadcasters, log }: { broadcasters: Pick<Broadcasters, "broadcast">; log: Log },
  until: number,
): Promise<BroadcastReport> {
  let total = NOTHING;
  for (const publications of chunks) {
    const report = await attempt({ segment, publications, until }, broadcasters, log);
    // Every chunk of a match reaches the same viewers.
    const viewers = { ...total.viewers };
    for (const [match, count] of Object.entries(report.viewers))
      viewers[match] = Math.max(viewers[match] ?? 0, count);
    total = { ...sumOfPosts(total, report), viewers, lost: total.lost + report.lost };
  }
  return total;
}

async function attempt(
  order: BroadcastOrder,
  broadcasters: Pick<Broadcasters, "broadcast">,
  log: Log,
): Promise<BroadcastReport> {
  try {
    return { ...(await broadcasters.broadcast(order)), lost: 0 };
  } catch (error) {
    log.error("segment not posted", {
      segment: order.segment.index,
      of: order.segment.of,
      error: asError(error),
    });
    return { ...EMPTY_REPORT, lost: 1 };
  }
}

/**
 * Divides publications, in order, into chunks that each fit one invocation. Leaves out a publication that is too large
 * for an invocation: it could not be posted either.
 */
export function invocationChunks(
  publications: readonly Publication[],
  maxBytes = MAX_BYTES,
): Publication[][] {
  const chunks: Publication[][] = [];
  let room = 0;
  for (const publication of publications) {
    const bytes = Buffer.byteLength(JSON.stringify(publication)) + 1;
    if (bytes > maxBytes) continue;
    if (bytes > room) {
      chunks.push([]);
      room = maxBytes;
    }
    chunks.at(-1)?.push(publication);
    room -= bytes;
  }
  return chunks;
}
