import type { FeedNotice } from "../../modules/match/feed-notice.ts";
import type { FeedHealthReader } from "../../modules/ports/feed-health.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import type { Log } from "../../modules/runtime/log.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import { noticesOf, type ProviderReport } from "./notices.ts";

export interface FeedMonitorDeps {
  feeds: FeedHealthReader;
  stream: EventStream;
  log: Log;
  metrics: Metrics;
  now: () => Date;
}

export type FeedMonitorHandler = () => Promise<{ notices: number }>;

/**
 * Finds the matches in play whose feed is silent, every minute, and publishes a notice for each: the consumer pushes
 * it to viewers once, in order with everything else. The notice is repeated every minute while the silence lasts, so
 * that nothing depends on one invocation; a repeated notice changes nothing.
 */
export function createHandler({ feeds, stream, log, metrics, now }: FeedMonitorDeps): FeedMonitorHandler {
  return async () => {
    const live = await feeds.live();
    const at = now();
    const notices = noticesOf(live, await reportsOf(live, feeds, at), at);
    report(notices, metrics);
    const received_at = at.toISOString();
    await stream.publish(
      notices.map((feed) => ({
        v: 1,
        match_id: feed.match_id,
        received_at,
        items: [{ kind: "feed", feed }],
      })),
    );
    log.info("feeds watched", { feeds: live.length, notices: notices.length });
    return { notices: notices.length };
  };
}

async function reportsOf(
  live: Awaited<ReturnType<FeedHealthReader["live"]>>,
  feeds: FeedHealthReader,
  at: Date,
): Promise<ReadonlyMap<string, ProviderReport>> {
  const providers = [...new Set(live.map(({ provider }) => provider))];
  const reports = await Promise.all(providers.map((provider) => feeds.report(provider, at)));
  return new Map(reports.map((found, index) => [providers[index] ?? "", found]));
}

/** Reports the silent feeds, also when there are none: a 0 ends the alarm. */
function report(notices: readonly FeedNotice[], metrics: Metrics): void {
  if (notices.length === 0) metrics.report({ StaleFeeds: 0 });
  for (const [provider, of] of Map.groupBy(notices, (notice) => notice.provider)) {
    metrics.report({ StaleFeeds: of.length }, { provider });
  }
}
