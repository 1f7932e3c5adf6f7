import { channelsOf, type Publication } from "../match/publication.ts";
import type { Audience, Segment, Subscriber } from "../ports/audience.ts";
import type { Gateway, Payload, PostBudget, SegmentReport } from "../ports/gateway.ts";
import type { Log } from "../runtime/log.ts";
import { planPosts } from "./plan.ts";
import { postAll } from "./post-all.ts";
import { postMeter, unmetered } from "./post-meter.ts";
import { ranksOf } from "./rank.ts";

export interface FanOutDeps {
  audience: Pick<Audience, "subscribers">;
  gateway: Gateway;
  payloadOf: (frame: string) => Payload;
  budget: PostBudget;
  log: Log;
}

/** What became of the posts of one fan-out. */
export interface FanOutReport extends Omit<SegmentReport, "gone"> {
  /** Connections whose viewers have left. */
  goneConnections: readonly string[];
}

/**
 * The most posts of a whole audience that are made without asking the budget: counting them takes longer than making
 * them, and they use the share of calls that is reserved for ingest and messages.
 */
const UNMETERED_POSTS = 500;

/**
 * Posts publications to the whole audience, or to one segment of it. Reads the audience on each call, because a viewer
 * who has the frame `subscribed` must get everything from then on.
 *
 * @param timeLeft milliseconds in which posts may still be begun
 * @throws whatever the audience throws when it cannot be read; nothing has been posted then
 */
export async function fanOut(
  publications: readonly Publication[],
  deps: FanOutDeps,
  timeLeft: () => number,
  segment?: Segment,
): Promise<FanOutReport> {
  const subscribers =
    publications.length === 0
      ? new Map<string, Subscriber[]>()
      : await deps.audience.subscribers(channelsOf(publications), segment);
  const ranks = Array.from(ranksOf(publications), ([rank, ofRank]) => {
    const planned = planPosts(ofRank, subscribers, deps.payloadOf);
    // Time may not suffice for all viewers: each time others are the last.
    return { rank, posts: rank === "stats" ? rotated(planned, Math.random()) : planned };
  });
  const frames = ranks.flatMap(({ posts }) => posts).reduce((sum, { payloads }) => sum + payloads.length, 0);
  const isSmall = segment === undefined && frames <= UNMETERED_POSTS;
  const meter = isSmall
    ? unmetered(timeLeft)
    : postMeter(deps.budget, { posts: frames, timeLeft, log: deps.log });
  const report = await postAll(ranks, deps.gateway, meter);
  return { ...report, deferred: meter.deferred(), viewers: viewersByMatch(publications, subscribers) };
}

/** @param by 0 up to, but not, 1 */
function rotated<T>(items: readonly T[], by: number): T[] {
  const start = Math.floor(by * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

function viewersByMatch(
  publications: readonly Publication[],
  subscribers: ReadonlyMap<string, readonly Subscriber[]>,
): Record<string, number> {
  const byMatch = Map.groupBy(publications, ({ match_id }) => match_id);
  return Object.fromEntries(
    Array.from(byMatch, ([match_id, ofMatch]) => {
      const ids = channelsOf(ofMatch).flatMap((channel) =>
        (subscribers.get(channel) ?? []).map(({ id }) => id),
      );
      return [match_id, new Set(ids).size];
    }),
  );
}
