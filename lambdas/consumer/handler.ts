import type { Context, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { forgetConnections } from "../../modules/fanout/forget-connections.ts";
import { statsPace } from "../../modules/fanout/stats-pace.ts";
import type { DeadLetter, DeadLetters } from "../../modules/ports/stream.ts";
import { decodeBatch, type SourceRecord } from "../../modules/reducer/decode.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import { type FeedDeps, recordFeeds } from "./feeds.ts";
import { type PushDeps, type PushReport, push } from "./push.ts";
import { reportConflicts, viewerGauge } from "./report-metrics.ts";
import { storeBatch } from "./store.ts";

export interface ConsumerDeps extends PushDeps, FeedDeps {
  deadLetters: DeadLetters;
  metrics: Metrics;
}

export type ConsumerHandler = (
  event: KinesisStreamEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<void>;

/**
 * The part of the function's time that is left for posts that were begun, 9 s at most, and for the steps after them.
 */
const SPARE_MS = 12_000;

/**
 * Processes a batch of the stream: sends poison to the dead-letter queue with its reason, stores everything else in one
 * statement and pushes it.
 *
 * Rejects if the database, a table or the queue cannot be reached, so that the event source mapping retries the batch
 * until it passes. Recognises what an earlier try has done, and does not do it twice.
 */
export function createHandler(deps: ConsumerDeps): ConsumerHandler {
  const pace = statsPace(deps.budget.postsPerSecond);
  const gauge = viewerGauge(deps.metrics);
  return async (event, context) => {
    const { groups, poison } = decodeBatch(event.Records.map(sourceOf));
    const { sent, deadLetters } = recordingQueue(deps.deadLetters);
    if (poison.length > 0) {
      await deadLetters.send(poison);
      deps.log.error("records set aside", { count: poison.length, reason: poison[0]?.reason });
    }
    const stored = await storeBatch(groups, { ...deps, deadLetters });
    reportConflicts(stored, deps.log, deps.metrics);
    const timeLeft = () => context.getRemainingTimeInMillis() - SPARE_MS;
    const [report] = await Promise.all([
      push(stored, { ...deps, pace }, timeLeft),
      recordFeeds(stored, sent, deps),
    ]);
    await forgetConnections(report.goneConnections, deps, timeLeft);
    reportPush(report, deps.metrics);
    gauge(report.viewers, deps.now());
    deps.log.info("batch done", {
      records: event.Records.length,
      matches: groups.length,
      entries: stored.reduce((sum, { entries }) => sum + entries.length, 0),
      delivered: report.delivered,
      failed: report.failed,
      skipped: report.skipped,
      conflated: report.conflated,
      deferred: report.deferred,
      gone: report.gone,
      segments: report.segments,
      lost: report.lost,
    });
  };
}

/** The queue, and the dead letters that were sent to it. */
function recordingQueue(queue: DeadLetters): { sent: readonly DeadLetter[]; deadLetters: DeadLetters } {
  const sent: DeadLetter[] = [];
  return {
    sent,
    deadLetters: {
      async send(letters) {
        await queue.send(letters);
        sent.push(...letters);
      },
    },
  };
}

function sourceOf({ kinesis }: KinesisStreamRecord): SourceRecord {
  return { sequence_number: kinesis.sequenceNumber, partition_key: kinesis.partitionKey, data: kinesis.data };
}

/** Reports the counts of a push. Zero counts are not reported. */
function reportPush(
  { deferred, skipped, conflated, lost, stats_interval }: PushReport,
  metrics: Metrics,
): void {
  metrics.report({
    ...(deferred > 0 ? { PostsDeferred: deferred } : {}),
    ...(skipped > 0 ? { PostsSkipped: skipped } : {}),
    ...(conflated > 0 ? { StatsConflated: conflated } : {}),
    ...(stats_interval > 1_000 ? { StatsInterval: stats_interval } : {}),
    ...(lost > 0 ? { SegmentsLost: lost } : {}),
  });
}
