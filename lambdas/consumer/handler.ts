import type { Context, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { forget } from "../../modules/fanout/forget.ts";
import { statsPace } from "../../modules/fanout/pace.ts";
import type { DeadLetter, DeadLetters } from "../../modules/ports/stream.ts";
import { decodeBatch, type SourceRecord } from "../../modules/reducer/decode.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import { type FeedDeps, noteFeeds } from "./feeds.ts";
import { reportConflicts, viewerGauge } from "./measures.ts";
import { type PushDeps, type PushReport, push } from "./push.ts";
import { storeBatch } from "./store.ts";

export interface ConsumerDeps extends PushDeps, FeedDeps {
  deadLetters: DeadLetters;
  metrics: Metrics;
}

export type ConsumerHandler = (
  event: KinesisStreamEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<void>;

/** Kept of the function's time for posts that were begun, 9 s at most, and for what comes after them. */
const SPARE_MS = 12_000;

/**
 * One batch of the stream: poison is set aside with its reason, everything else is stored in one go and pushed.
 *
 * Whatever is out of reach (database, tables, queue) rejects, so that the event source mapping retries the
 * batch until it passes; what an earlier try had done already is recognised and not done twice.
 */
export function createHandler(deps: ConsumerDeps): ConsumerHandler {
  const pace = statsPace(deps.budget.postsPerSecond);
  const gauge = viewerGauge(deps.metrics);
  return async (event, context) => {
    const { groups, poison } = decodeBatch(event.Records.map(sourceOf));
    const { letters, deadLetters } = remembered(deps.deadLetters);
    if (poison.length > 0) {
      await deadLetters.send(poison);
      deps.log.error("records set aside", { count: poison.length, reason: poison[0]?.reason });
    }
    const stored = await storeBatch(groups, { ...deps, deadLetters });
    reportConflicts(stored, deps.log, deps.metrics);
    const timeLeft = () => context.getRemainingTimeInMillis() - SPARE_MS;
    const [report] = await Promise.all([
      push(stored, { ...deps, pace }, timeLeft),
      noteFeeds(stored, letters, deps),
    ]);
    await forget(report.left, deps, timeLeft);
    measure(report, deps.metrics);
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

/** The queue, and what was sent to it. */
function remembered(queue: DeadLetters): { letters: readonly DeadLetter[]; deadLetters: DeadLetters } {
  const letters: DeadLetter[] = [];
  return {
    letters,
    deadLetters: {
      async send(sent) {
        await queue.send(sent);
        letters.push(...sent);
      },
    },
  };
}

function sourceOf({ kinesis }: KinesisStreamRecord): SourceRecord {
  return { sequence_number: kinesis.sequenceNumber, partition_key: kinesis.partitionKey, data: kinesis.data };
}

/** What is as it should be is not said. */
function measure({ deferred, skipped, conflated, lost, stats_interval }: PushReport, metrics: Metrics): void {
  metrics.report({
    ...(deferred > 0 ? { PostsDeferred: deferred } : {}),
    ...(skipped > 0 ? { PostsSkipped: skipped } : {}),
    ...(conflated > 0 ? { StatsConflated: conflated } : {}),
    ...(stats_interval > 1_000 ? { StatsInterval: stats_interval } : {}),
    ...(lost > 0 ? { SegmentsLost: lost } : {}),
  });
}
