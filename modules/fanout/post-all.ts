import type { Gateway, PostRank } from "../ports/gateway.ts";
import { forEachLimited } from "../runtime/for-each-limited.ts";
import type { ConnectionPosts } from "./plan.ts";
import { postInOrder } from "./post-in-order.ts";
import type { PostMeter } from "./post-meter.ts";

/** The posts of one rank; each connection at most once. */
export interface RankedPosts {
  rank: PostRank;
  posts: readonly ConnectionPosts[];
}

/** What became of the posts of a batch: numbers of posts, and the ids of connections that are gone. */
export interface PostReport {
  delivered: number;
  /** Posts that failed, and those after them on the same connection, which were not tried. */
  failed: number;
  /** Posts for which there was neither time nor budget. */
  skipped: number;
  /** The same for statistics: the next ones contain everything that these did. */
  conflated: number;
  goneConnections: string[];
}

/** Posts that are under way at a time: as many as there are sockets. */
const CONCURRENCY = 128;

/**
 * Makes all posts, rank by rank: connections in parallel, the frames of one connection in order, also across ranks.
 * After a failed post it leaves the connection alone for the rest of the batch, so that it delays no other; its viewer
 * sees the gap in `seq`. Never rejects.
 *
 * @param meter is asked for permission before each post
 */
export async function postAll(
  ranks: readonly RankedPosts[],
  gateway: Gateway,
  meter: PostMeter,
): Promise<PostReport> {
  const report: PostReport = { delivered: 0, failed: 0, skipped: 0, conflated: 0, goneConnections: [] };
  const lanes = new Map<string, Job[]>();
  const ended = new Map<string, "gone" | "failed">();
  const jobs = ranks.flatMap(({ rank, posts }) => posts.map((post) => ({ rank, post })));
  await forEachLimited(jobs, CONCURRENCY, async (job) => {
    const { connectionId } = job.post;
    const lane = lanes.get(connectionId);
    // The worker that posts to the connection takes this job too, so that no worker waits for a slow viewer.
    if (lane) return void lane.push(job);
    const own = [job];
    lanes.set(connectionId, own);
    for (const next of own) {
      const before = ended.get(connectionId);
      const end = before ?? (await postJob(next, gateway, meter, report));
      if (before === "failed") report.failed += next.post.payloads.length;
      if (end) ended.set(connectionId, end);
    }
    lanes.delete(connectionId);
  });
  return report;
}

interface Job {
  rank: PostRank;
  post: ConnectionPosts;
}

/** @returns why the connection gets no further posts; undefined if it may get more */
async function postJob(
  { rank, post: { connectionId, payloads } }: Job,
  gateway: Gateway,
  meter: PostMeter,
  report: PostReport,
): Promise<"gone" | "failed" | undefined> {
  const { delivered, failed, untried, end } = await postInOrder(connectionId, payloads, gateway, {
    mayPost: () => meter.mayPost(rank),
    onFailure: "end",
  });
  report.delivered += delivered;
  if (end === "gone") report.goneConnections.push(connectionId);
  if (end === "failed") report.failed += failed + untried;
  if (end === "refused") report[rank === "stats" ? "conflated" : "skipped"] += untried;
  return end === "refused" ? undefined : end;
}
