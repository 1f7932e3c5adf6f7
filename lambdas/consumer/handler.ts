import type { Context, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { forEach } from "../fanout/pool.ts";
import type { Log } from "../log.ts";
import type { Audience, DeadLetters } from "../ports.ts";
import { decodeBatch, type SourceRecord } from "./decode.ts";
import { type PushDeps, push } from "./push.ts";
import { storeBatch } from "./store.ts";

export interface ConsumerDeps extends PushDeps {
  deadLetters: DeadLetters;
  log: Log;
  now: () => Date;
}

export type ConsumerHandler = (
  event: KinesisStreamEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<{ batchItemFailures: never[] }>;

/** Kept of the function's time for what comes after the posts. */
const SPARE_MS = 5_000;
const FORGET_CONCURRENCY = 16;

/**
 * One batch of the stream: poison is set aside with its reason, everything else is stored in one go and pushed.
 *
 * Whatever is out of reach (database, tables, queue) rejects, so that the event source mapping retries the
 * batch until it passes; what an earlier try had done already is recognised and not done twice.
 */
export function createHandler(deps: ConsumerDeps): ConsumerHandler {
  return async (event, context) => {
    const { groups, poison } = decodeBatch(event.Records.map(sourceOf));
    if (poison.length > 0) {
      await deps.deadLetters.send(poison);
      deps.log.error("records set aside", { count: poison.length, reason: poison[0]?.reason });
    }
    const stored = await storeBatch(groups, deps);
    const report = await push(stored, deps, () => context.getRemainingTimeInMillis() - SPARE_MS);
    await forget(report.gone, deps.audience, deps.log);
    deps.log.info("batch done", {
      records: event.Records.length,
      matches: groups.length,
      entries: stored.reduce((sum, { entries }) => sum + entries.length, 0),
      delivered: report.delivered,
      failed: report.failed,
      skipped: report.skipped,
      gone: report.gone.length,
    });
    return { batchItemFailures: [] };
  };
}

function sourceOf({ kinesis }: KinesisStreamRecord): SourceRecord {
  return { sequence_number: kinesis.sequenceNumber, partition_key: kinesis.partitionKey, data: kinesis.data };
}

/** Forgets viewers who have left. What fails here only costs the next batch a 410, so it is no reason to retry. */
async function forget(gone: readonly string[], audience: Pick<Audience, "forget">, log: Log): Promise<void> {
  await forEach(gone, FORGET_CONCURRENCY, async (connectionId) => {
    try {
      await audience.forget(connectionId);
    } catch (error) {
      log.warn("connection not forgotten", { error: error instanceof Error ? error : undefined });
    }
  });
}
