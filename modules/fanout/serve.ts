import { channelsOf, type Telling } from "../match/publication.ts";
import type { Audience, Segment, Subscriber } from "../ports/audience.ts";
import type { Gateway, Payload, PostBudget, Served } from "../ports/gateway.ts";
import type { Log } from "../runtime/log.ts";
import { deliver } from "./deliver.ts";
import { postMeter, uncounted } from "./meter.ts";
import { deliveriesOf } from "./plan.ts";
import { ranksOf } from "./rank.ts";

export interface ServeDeps {
  audience: Pick<Audience, "subscribers">;
  gateway: Gateway;
  payloadOf: (frame: string) => Payload;
  budget: PostBudget;
  log: Log;
}

/** What became of the posts made here. */
export interface ServedHere extends Omit<Served, "gone"> {
  /** Connections that were not there any more. */
  gone: readonly string[];
}

/**
 * Posts of a whole audience that need no leave: to count them would take longer than to make them, and they come
 * out of the share that is kept for ingest and messages.
 */
const UNCOUNTED_POSTS = 500;

/**
 * Tells everybody, or one segment of them. Reads who that is anew each time: whoever was told "subscribed" has to
 * be found from then on.
 *
 * @param timeLeft milliseconds in which posts may still be begun
 * @throws whatever the audience throws when it is out of reach; nobody was told anything then
 */
export async function serve(
  tellings: readonly Telling[],
  deps: ServeDeps,
  timeLeft: () => number,
  segment?: Segment,
): Promise<ServedHere> {
  const subscribers =
    tellings.length === 0
      ? new Map<string, Subscriber[]>()
      : await deps.audience.subscribers(channelsOf(tellings), segment);
  const ranks = Array.from(ranksOf(tellings), ([rank, ofRank]) => {
    const deliveries = deliveriesOf(ofRank, subscribers, deps.payloadOf);
    // Not everybody may get these: not always the same ones.
    return { rank, deliveries: rank === "stats" ? rotated(deliveries, Math.random()) : deliveries };
  });
  const posts = ranks
    .flatMap(({ deliveries }) => deliveries)
    .reduce((sum, { payloads }) => sum + payloads.length, 0);
  const isSmall = segment === undefined && posts <= UNCOUNTED_POSTS;
  const meter = isSmall ? uncounted(timeLeft) : postMeter(deps.budget, { posts, timeLeft, log: deps.log });
  const report = await deliver(ranks, deps.gateway, meter);
  return { ...report, deferred: meter.deferred(), viewers: viewersByMatch(tellings, subscribers) };
}

/** @param by 0 up to, but not, 1 */
function rotated<T>(items: readonly T[], by: number): T[] {
  const start = Math.floor(by * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

function viewersByMatch(
  tellings: readonly Telling[],
  subscribers: ReadonlyMap<string, readonly Subscriber[]>,
): Record<string, number> {
  const byMatch = Map.groupBy(tellings, ({ match_id }) => match_id);
  return Object.fromEntries(
    Array.from(byMatch, ([match_id, ofMatch]) => {
      const ids = channelsOf(ofMatch).flatMap((channel) =>
        (subscribers.get(channel) ?? []).map(({ id }) => id),
      );
      return [match_id, new Set(ids).size];
    }),
  );
}
