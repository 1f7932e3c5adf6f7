import { isFeed } from "../../modules/match/feed-health.ts";
import { isLive } from "../../modules/match/status.ts";
import type { FeedCounts, FeedHealthRecorder, LiveFeed } from "../../modules/ports/feed-health.ts";
import type { FeedKey } from "../../modules/ports/matches.ts";
import type { DeadLetter } from "../../modules/ports/stream.ts";
import { bestEffort } from "../../modules/runtime/best-effort.ts";
import type { Log } from "../../modules/runtime/log.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import type { StoredMatchBatch } from "./store.ts";

export interface FeedDeps {
  feeds: FeedHealthRecorder;
  metrics: Metrics;
  log: Log;
  now: () => Date;
}

/**
 * Records the health of the feeds in a stored batch: counts the outcomes per provider, and the time of the last message
 * for each match in play. Never rejects and waits only briefly, so a batch that is retried may count twice or not.
 */
export async function recordFeeds(
  stored: readonly StoredMatchBatch[],
  deadLetters: readonly DeadLetter[],
  { feeds, metrics, log, now }: FeedDeps,
): Promise<void> {
  const at = now();
  const counted = countsOf(stored, deadLetters, at);
  for (const [provider, { counts }] of counted) {
    const { failed, processed, latency_ms } = counts;
    const latency = processed > 0 ? { EventLatency: latency_ms / processed } : {};
    metrics.report({ ...(failed > 0 ? { EventsFailed: failed } : {}), ...latency }, { provider });
  }
  const { live, over } = feedsIn(stored);
  await bestEffort(log, "feeds not noted", () =>
    Promise.all([
      ...Array.from(counted, ([provider, { counts, heardAt }]) =>
        feeds.addCounts(provider, counts, at, heardAt),
      ),
      ...(live.length > 0 ? [feeds.recordLive(live)] : []),
      ...(over.length > 0 ? [feeds.removeLive(over)] : []),
    ]),
  );
}

/** The counts of one provider, and when the last item of it arrived that could be processed. */
interface ProviderCounts {
  counts: FeedCounts;
  heardAt?: Date;
}

function countsOf(
  stored: readonly StoredMatchBatch[],
  deadLetters: readonly DeadLetter[],
  now: Date,
): Map<string, ProviderCounts> {
  const counted = new Map<string, ProviderCounts>();
  const countsFor = (provider: string): ProviderCounts => {
    const known = counted.get(provider) ?? { counts: { ...NOTHING } };
    counted.set(provider, known);
    return known;
  };
  for (const { provider, received_at, processed, duplicate } of stored.flatMap(({ outcomes }) => outcomes)) {
    const entry = countsFor(provider);
    const receivedAt = new Date(received_at);
    add(entry.counts, { processed, duplicate, latency_ms: processed * elapsed(receivedAt, now) });
    if (!entry.heardAt || entry.heardAt < receivedAt) entry.heardAt = receivedAt;
  }
  for (const { provider } of deadLetters)
    if (provider !== undefined) add(countsFor(provider).counts, { failed: 1 });
  return counted;
}

const NOTHING: FeedCounts = { received: 0, processed: 0, duplicate: 0, failed: 0, latency_ms: 0 };

function add(
  counts: FeedCounts,
  { processed = 0, duplicate = 0, failed = 0, latency_ms = 0 }: Partial<FeedCounts>,
): void {
  counts.received += processed + duplicate + failed;
  counts.processed += processed;
  counts.duplicate += duplicate;
  counts.failed += failed;
  counts.latency_ms += latency_ms;
}

/** Milliseconds from one time to the other; 0 if clocks differ and the first is later. */
function elapsed(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}

/** The feeds of matches in play that have items in a batch, and the feeds of matches that ended in it. */
function feedsIn(stored: readonly StoredMatchBatch[]): { live: LiveFeed[]; over: FeedKey[] } {
  const live: LiveFeed[] = [];
  const over: FeedKey[] = [];
  for (const { state, entries, outcomes } of stored) {
    const { match_id, status } = state;
    const heard = new Map<string, string>();
    for (const { provider, received_at } of outcomes) {
      if (isFeed(provider) && received_at > (heard.get(provider) ?? "")) heard.set(provider, received_at);
    }
    if (isLive(status)) {
      for (const [provider, at] of heard) live.push({ match_id, provider, status, heard_at: new Date(at) });
    } else if (entries.some(({ changes }) => changes.status && isLive(changes.status.from))) {
      // All feeds of the match, not only the one that reported its end.
      const providers = new Set([...heard.keys(), ...Object.keys(state.heard ?? {})]);
      for (const provider of providers) over.push({ match_id, provider });
    }
  }
  return { live, over };
}
