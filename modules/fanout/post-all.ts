import type { Gateway, PostRank } from "../ports/gateway.ts";
import { forEachLimited } from "../runtime/pool.ts";
import type { Meter } from "./meter.ts";
import type { ConnectionPosts } from "./plan.ts";
import { postInOrder } from "./post-in-order.ts";

/** Deliveries of one rank; each connection at most once. */
export interface RankedPosts {
  rank: PostRank;
  deliveries: readonly ConnectionPosts[];
}

/** What became of the posts of a batch: counts, but for `gone`, which lists connections. */
export interface PostReport {
  delivered: number;
  /** Posts that failed, and those behind them on the same connection, which were not tried. */
  failed: number;
  /** Posts for which there was neither time nor budget. */
  skipped: number;
  /** The same, of statistics. */
  conflated: number;
  gone: string[];
}

/** As many posts under way as there are sockets to make them on. */
const CONCURRENCY = 128;

/**
 * Posts every delivery, those of the first rank first: connections in parallel, the frames of one connection in
 * order, also across ranks. A connection that fails is left alone for the rest of the batch, so that it holds up
 * nobody; its viewer sees the gap in `seq`. Never rejects.
 *
 * @param meter asked before each post
 */
export async function postAll(
  ranks: readonly RankedPosts[],
  gateway: Gateway,
  meter: Meter,
): Promise<PostReport> {
  const report: PostReport = { delivered: 0, failed: 0, skipped: 0, conflated: 0, gone: [] };
  const lanes = new Map<string, Job[]>();
  const lost = new Map<string, "gone" | "failed">();
  const jobs = ranks.flatMap(({ rank, deliveries }) => deliveries.map((delivery) => ({ rank, delivery })));
  await forEachLimited(jobs, CONCURRENCY, async (job) => {
    const { connectionId } = job.delivery;
    const lane = lanes.get(connectionId);
    // Whoever is at work on the connection takes this over, so that nobody waits for a slow viewer.
    if (lane) return void lane.push(job);
    const own = [job];
    lanes.set(connectionId, own);
    for (const next of own) {
      const before = lost.get(connectionId);
      const fate = before ?? (await postJob(next, gateway, meter, report));
      if (before === "failed") report.failed += next.delivery.payloads.length;
      if (fate) lost.set(connectionId, fate);
    }
    lanes.delete(connectionId);
  });
  return report;
}

interface Job {
  rank: PostRank;
  delivery: ConnectionPosts;
}

/** @returns why nothing more is to be posted to the connection; undefined if more may be */
async function postJob(
  { rank, delivery: { connectionId, payloads } }: Job,
  gateway: Gateway,
  meter: Meter,
  report: PostReport,
): Promise<"gone" | "failed" | undefined> {
  const { delivered, failed, untried, end } = await postInOrder(connectionId, payloads, gateway, {
    mayPost: () => meter.turn(rank),
    onFailure: "end",
  });
  report.delivered += delivered;
  if (end === "gone") report.gone.push(connectionId);
  if (end === "failed") report.failed += failed + untried;
  if (end === "refused") report[rank === "stats" ? "conflated" : "skipped"] += untried;
  return end === "refused" ? undefined : end;
}
