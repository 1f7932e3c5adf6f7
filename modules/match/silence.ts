import { feedStatusOf } from "./feed-health.ts";
import type { FeedStatus } from "./feed-notice.ts";
import type { Status } from "./status.ts";

/** The feed of a match in play: the status of the match, and when the feed last sent something about it. */
interface MonitoredFeed {
  status: Status;
  heard_at: Date;
}

/** When the provider last sent anything, a heartbeat or an item of any match. */
interface LastHeartbeat {
  alive_at?: Date;
}

/** Since when a feed is silent. A heartbeat counts: a provider without news is not silent. */
export function silentSince({ heard_at }: MonitoredFeed, { alive_at = heard_at }: LastHeartbeat): Date {
  return alive_at > heard_at ? alive_at : heard_at;
}

/** Rates the feed of a match in play by how long it has been silent. */
export function silenceOf(feed: MonitoredFeed, sign: LastHeartbeat, now: Date): FeedStatus {
  return feedStatusOf(feed.status, now.getTime() - silentSince(feed, sign).getTime());
}
