import { feedStatusOf } from "./feed-health.ts";
import type { FeedStatus } from "./feed-notice.ts";
import type { Status } from "./status.ts";

/** The feed of a match in play: the status of the match, and when the feed last said something of it. */
interface ListenedFeed {
  status: Status;
  heard_at: Date;
}

/** When the provider last gave a sign of life, a heartbeat among them, of whatever match. */
interface SignOfLife {
  alive_at?: Date;
}

/** Since when a feed is silent. A heartbeat counts: a provider that has nothing to tell is not silent. */
export function silentSince({ heard_at }: ListenedFeed, { alive_at = heard_at }: SignOfLife): Date {
  return alive_at > heard_at ? alive_at : heard_at;
}

/** How a feed of a match in play is doing, by how long it has been silent. */
export function silenceOf(feed: ListenedFeed, sign: SignOfLife, now: Date): FeedStatus {
  return feedStatusOf(feed.status, now.getTime() - silentSince(feed, sign).getTime());
}
