import { type FeedStatus, feedStatusOf } from "./feed-health.ts";
import type { Status } from "./status.ts";

/** What is known of the way to a provider. */
export interface Signs {
  alive_at?: Date;
  unreachable_until?: Date;
}

/** A feed of a match, as far as its silence goes. */
interface HeardFeed {
  status: Status;
  heard_at: Date;
}

/** Since when a feed is silent: a heartbeat says that there is nothing to tell, which is as good as something told. */
export function silentSince({ heard_at }: HeardFeed, { alive_at = heard_at }: Signs): Date {
  return alive_at > heard_at ? alive_at : heard_at;
}

/** How a feed of a match in play is doing, by how long it has been silent. */
export function silenceOf(feed: HeardFeed, signs: Signs, now: Date): FeedStatus {
  return feedStatusOf(feed.status, now.getTime() - silentSince(feed, signs).getTime());
}
