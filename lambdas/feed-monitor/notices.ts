import { silenceOf, silentSince } from "../../modules/match/feed-health.ts";
import type { FeedNotice, FeedStatus } from "../../modules/match/feed-notice.ts";
import type { FeedReport, LiveFeed } from "../../modules/ports/feed-health.ts";

/** The state of the connection to a provider. */
export type ProviderReport = Pick<FeedReport, "alive_at" | "unreachable_until">;

/** An unreachable provider's match is down once its silence lasts this long; before, nothing may have happened. */
const MISSED_MS = 60_000;

/**
 * Makes one notice for each match in play of which all feeds are silent, about the feed that was silent last: while a
 * standby sends, viewers miss nothing.
 *
 * @param reports by provider
 */
export function noticesOf(
  live: readonly LiveFeed[],
  reports: ReadonlyMap<string, ProviderReport>,
  now: Date,
): FeedNotice[] {
  const notices: FeedNotice[] = [];
  for (const feeds of Map.groupBy(live, ({ match_id }) => match_id).values()) {
    const [last] = feeds
      .map((feed) => feedState(feed, reports.get(feed.provider) ?? {}, now))
      .toSorted((a, b) => b.since.getTime() - a.since.getTime());
    if (!last || last.status === "healthy") continue;
    const { provider, match_id, status, since } = last;
    const silent_since = since.toISOString();
    notices.push({ provider, match_id, status, silent_since, occurred_at: now.toISOString() });
  }
  return notices;
}

interface FeedState {
  provider: string;
  match_id: string;
  status: FeedStatus;
  since: Date;
}

function feedState(feed: LiveFeed, report: ProviderReport, now: Date): FeedState {
  const { provider, match_id } = feed;
  const since = silentSince(feed, report);
  const { unreachable_until } = report;
  const isMissed =
    unreachable_until && unreachable_until > now && now.getTime() - since.getTime() >= MISSED_MS;
  return { provider, match_id, since, status: isMissed ? "down" : silenceOf(feed, report, now) };
}
