import type { FeedReport, LiveFeed } from "../ports/feeds.ts";
import { type FeedStatus, feedStatusOf } from "./feed-health.ts";

/** What is known of the way to a provider. */
export type Signs = Pick<FeedReport, "alive_at" | "unreachable_until">;

/** Since when a feed is silent: a heartbeat says that there is nothing to tell, which is as good as something told. */
export function silentSince({ heard_at }: LiveFeed, { alive_at = heard_at }: Signs): Date {
  return alive_at > heard_at ? alive_at : heard_at;
}

/** How a feed of a match in play is doing, by how long it has been silent. */
export function silenceOf(feed: LiveFeed, signs: Signs, now: Date): FeedStatus {
  return feedStatusOf(feed.status, now.getTime() - silentSince(feed, signs).getTime());
}
