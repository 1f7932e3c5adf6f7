import { silenceOf } from "../../modules/match/feed-health.ts";
import type { FeedStatus } from "../../modules/match/feed-notice.ts";
import type { FeedHealthReader, FeedReport, LiveFeed } from "../../modules/ports/feed-health.ts";

/** The health of one provider's feed. */
export interface FeedHealth {
  status: FeedStatus;
  /** In the window. */
  events_received: number;
  events_processed: number;
  events_failed: number;
  events_duplicate: number;
  /** From arrival to storage, in ms; null if nothing was processed. */
  average_latency_ms: number | null;
  /** When the last valid data arrived, RFC 3339 UTC; null if that is more than a week ago. */
  last_event_time: string | null;
  time_since_last_ms: number | null;
  live_matches: number;
  /** Live matches of which this feed is silent. */
  silent_matches: number;
}

export interface HealthBody {
  timestamp: string;
  /** Start of the window: the last hour, rounded to five minutes. */
  since: string;
  providers: Record<string, FeedHealth>;
}

const WINDOW_MS = 3_600_000;
const BUCKET_MS = 5 * 60_000;

/** @param providers all there are */
export async function feedHealth(
  providers: readonly string[],
  feeds: FeedHealthReader,
  now: Date,
): Promise<HealthBody> {
  const since = new Date(Math.floor((now.getTime() - WINDOW_MS) / BUCKET_MS) * BUCKET_MS);
  const [live, reports] = await Promise.all([
    feeds.live(),
    Promise.all(providers.map((provider) => feeds.report(provider, since))),
  ]);
  const health = reports.map((report, index) => {
    const provider = providers[index] ?? "";
    return [
      provider,
      healthOf(
        report,
        live.filter((feed) => feed.provider === provider),
        now,
      ),
    ] as const;
  });
  return { timestamp: now.toISOString(), since: since.toISOString(), providers: Object.fromEntries(health) };
}

export function healthOf(report: FeedReport, live: readonly LiveFeed[], now: Date): FeedHealth {
  const { counts, heard_at } = report;
  return {
    status: statusOf(report, live, now),
    events_received: counts.received,
    events_processed: counts.processed,
    events_failed: counts.failed,
    events_duplicate: counts.duplicate,
    average_latency_ms: counts.processed === 0 ? null : Math.round(counts.latency_ms / counts.processed),
    last_event_time: heard_at?.toISOString() ?? null,
    time_since_last_ms: heard_at ? Math.max(0, now.getTime() - heard_at.getTime()) : null,
    live_matches: live.length,
    silent_matches: live.filter((feed) => silenceOf(feed, report, now) !== "healthy").length,
  };
}

/** Fewer failures than this do not make a feed `down`. */
const MANY_FAILURES = 3;

/**
 * `down`: the feed is unreachable, all of its data is invalid, or all of its live matches have been silent for long.
 * `stale`: all of its live matches are silent, but not for long. A single silent match among others is announced to
 * its viewers and counted in `silent_matches`.
 */
function statusOf(report: FeedReport, live: readonly LiveFeed[], now: Date): FeedStatus {
  const { counts, unreachable_until } = report;
  if (unreachable_until && unreachable_until > now) return "down";
  if (counts.failed >= MANY_FAILURES && counts.failed === counts.received) return "down";
  const statuses = new Set(live.map((feed) => silenceOf(feed, report, now)));
  if (live.length === 0 || statuses.has("healthy")) return "healthy";
  return statuses.has("stale") ? "stale" : "down";
}
