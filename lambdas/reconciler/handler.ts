import type { Context } from "aws-lambda";
import { streamRecordsOf } from "../../modules/ingest/records.ts";
import type { StreamItem } from "../../modules/match/event.ts";
import type { MatchStore } from "../../modules/ports/matches.ts";
import type { EventStream, StreamedRecord, StreamReader } from "../../modules/ports/stream.ts";
import type { Log } from "../../modules/runtime/log.ts";
import type { ArrivedRecord } from "./processed-records.ts";
import { type Reconciliation, reconcileMatch, type StoredLog } from "./reconcile-match.ts";
import { recordsByMatch } from "./records-by-match.ts";
import { requestIn } from "./request.ts";

export interface ReconcilerDeps {
  reader: StreamReader;
  matches: Pick<MatchStore, "load" | "entriesAfter">;
  stream: EventStream;
  log: Log;
  now: () => Date;
}

/** The result of a run, in numbers. */
interface ReconcilerReport {
  /** Read from the stream. */
  records: number;
  /** Matches with at least one readable record. */
  matches: number;
  /** Matches that got corrections. */
  corrected: number;
  /** Corrections published; with `dry_run`, those that would have been. */
  corrections: number;
  /** Records and items that cannot be processed. */
  skipped: number;
  /** Matches that were not compared: they have several feeds, and part of them was not read. */
  unsure: number;
}

export type ReconcilerHandler = (
  event: unknown,
  context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<ReconcilerReport>;

/** The time was too short. The corrections published until then stand. */
class OutOfTimeError extends Error {
  override readonly name = "OutOfTimeError";
}

/** The time reserved for finishing the current match. */
const SPARE_MS = 30_000;

/**
 * Reads the stream again from a time on and compares each match with its log. Entries that are missing or wrong are
 * published as corrections, so that the consumer stores and pushes them in order with everything else.
 */
export function createHandler(deps: ReconcilerDeps): ReconcilerHandler {
  return async (event, context) => {
    const { from, match_id, dry_run } = requestIn(event, deps.now());
    const began = deps.now().toISOString();
    const report = { records: 0, matches: 0, corrected: 0, corrections: 0, skipped: 0, unsure: 0 };
    for await (const group of recordsByMatch(deps.reader, { from, match_id })) {
      if (context.getRemainingTimeInMillis() < SPARE_MS) {
        throw new OutOfTimeError(
          `out of time after ${report.matches} matches, ${report.corrected} corrected`,
        );
      }
      const found = await reconcile(group.match_id, group.records, began, deps);
      count(report, group.records, found);
      if (!dry_run) await correct(found, deps);
    }
    deps.log.info("stream read again", { from: from.toISOString(), dry_run, ...report });
    return report;
  };
}

async function reconcile(
  matchId: string,
  records: readonly StreamedRecord[],
  began: string,
  { matches }: ReconcilerDeps,
): Promise<Reconciliation> {
  return reconcileMatch(matchId, records.map(sourceOf), await logged(matchId, matches), began);
}

/** The stored state, and the entries of the log up to it: the log may have grown meanwhile. */
async function logged(matchId: string, matches: ReconcilerDeps["matches"]): Promise<StoredLog | undefined> {
  const stored = (await matches.load([matchId])).get(matchId);
  if (!stored) return undefined;
  const entries = await matches.entriesAfter([{ match_id: matchId, after: 0 }]);
  const { state, position, feeds } = stored;
  return { state, position, feeds, entries: entries.filter(({ seq }) => seq <= state.seq) };
}

async function correct({ corrections }: Reconciliation, { stream, now }: ReconcilerDeps): Promise<void> {
  const items = corrections.map((correction): StreamItem => ({ kind: "correction", correction }));
  if (items.length > 0) await stream.publish(streamRecordsOf(items, now().toISOString()));
}

function count(report: ReconcilerReport, records: readonly StreamedRecord[], found: Reconciliation): void {
  report.records += records.length;
  report.skipped += found.skipped;
  report.matches += found.hasRecords ? 1 : 0;
  report.unsure += found.isConclusive ? 0 : 1;
  report.corrected += found.corrections.length > 0 ? 1 : 0;
  report.corrections += found.corrections.length;
}

function sourceOf({ sequence_number, partition_key, data, arrived_at }: StreamedRecord): ArrivedRecord {
  return {
    sequence_number,
    partition_key,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
    arrived_at: arrived_at.toISOString(),
  };
}
