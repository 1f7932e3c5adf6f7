import { apply } from "../../modules/match/apply.ts";
import type { LogEntry } from "../../modules/match/entry.ts";
import type { Correction, StreamItem } from "../../modules/match/event.ts";
import type { Feeds } from "../../modules/match/feeds.ts";
import { type MatchState, newMatch } from "../../modules/match/state.ts";
import { eventKey } from "../../modules/ports/matches.ts";
import type { StreamPosition } from "../../modules/ports/stream.ts";
import { decodeBatch, type MatchItems } from "../../modules/reducer/decode.ts";
import { type Reduction, reduceMatch } from "../../modules/reducer/reduce-match.ts";
import { isCovered } from "./coverage.ts";
import { type Compared, differencesOf } from "./differences.ts";
import { stateAfter, versionsIn } from "./log-versions.ts";
import { type ArrivedRecord, processedRecords } from "./processed-records.ts";
import { certaintyOf, statusCorrectionOf } from "./status-correction.ts";

/** The stored state of a match, and its log up to that state. */
export interface StoredLog {
  state: MatchState;
  entries: readonly LogEntry[];
  position: StreamPosition | null;
  feeds: Feeds | null;
}

export interface Reconciliation {
  corrections: Correction[];
  /** Records and items that cannot be processed. */
  skipped: number;
  /** Whether at least one record was readable. */
  hasRecords: boolean;
  /** False where the records do not determine the log, so that nothing was compared. */
  isConclusive: boolean;
}

/**
 * Finds the entries that a match's log lacks, or has wrong, by the records of the stream.
 *
 * Reduces the records by the rules of the consumer, on top of the entries before the first record, and compares each
 * event and the match as a whole with the log. It leaves alone events without a record, events that were voided, and
 * entries that are newer than the start of the reading.
 *
 * @param records of one match, all from some time on
 * @param began RFC 3339 UTC, before anything was read
 */
export function reconcileMatch(
  matchId: string,
  records: readonly ArrivedRecord[],
  logged: StoredLog | undefined,
  began: string,
): Reconciliation {
  const log = logged ?? { state: newMatch(matchId), entries: [], position: null, feeds: null };
  const processed = processedRecords(records, log.position, began);
  const { groups, poison } = decodeBatch(processed);
  const [group] = groups;
  if (!group) return { corrections: [], skipped: poison.length, hasRecords: false, isConclusive: true };
  const [first = began] = processed.map(({ arrived_at }) => arrived_at).sort();
  const before = log.entries.slice(0, lengthBefore(log.entries, first));
  const reduction = reduceAgain(group, before, log.feeds, began);
  const items = group.items.map(({ item }) => item);
  const compared = comparedIn(log, before.length === 0, reduction, items, began);
  const skipped = poison.length + reduction.unappliable.length;
  const isConclusive = isDetermined(log, reduction, compared.isComplete);
  const corrections = isConclusive ? correctionsOf(log, reduction.write.state, items, compared) : [];
  return { corrections, skipped, hasRecords: true, isConclusive };
}

function comparedIn(
  { entries }: StoredLog,
  isFromStart: boolean,
  reduction: Reduction,
  items: readonly StreamItem[],
  began: string,
): Compared {
  const found = {
    expected: versionsIn(reduction.write.entries),
    logged: versionsIn(entries),
    began,
    listProviders: new Set(items.flatMap((item) => (item.kind === "sheet" ? item.sheet.provider : []))),
  };
  return { ...found, isComplete: isFromStart && isCovered(entries, reduction, items, found) };
}

/** Whether the records determine the log. Of several feeds, only the whole match shows which one acted when. */
function isDetermined({ feeds }: StoredLog, { write }: Reduction, isComplete: boolean): boolean {
  const isSingleFeed = !feeds?.ledger && !write.feeds?.ledger;
  return isSingleFeed || (isComplete && (feeds === null || feeds.acting === write.feeds?.acting));
}

function correctionsOf(
  { state: stored, entries }: StoredLog,
  expected: MatchState,
  items: readonly StreamItem[],
  compared: Compared,
): Correction[] {
  const { isComplete, began, logged } = compared;
  const differences = differencesOf(compared, items);
  const corrections: Correction[] = [];
  let state = stored;
  let { hasUnresolved } = differences;
  for (const correction of differences.corrections) {
    const { event } = correction;
    const applied = apply(state, { kind: "event", event }, logged.get(eventKey(event)), began);
    state = applied.state;
    if (applied.entry) corrections.push(correction);
    else hasUnresolved = true;
  }
  if (entries.some((entry) => entry.applied_at >= began && hasMoved(entry))) return corrections;
  const statusCorrection = statusCorrectionOf(
    state,
    expected,
    items,
    certaintyOf(items, isComplete, hasUnresolved),
    began,
  );
  return statusCorrection ? [...corrections, statusCorrection] : corrections;
}

/** Reduces the records again, on top of the entries before them. */
function reduceAgain(
  group: MatchItems,
  before: readonly LogEntry[],
  feeds: Feeds | null,
  began: string,
): Reduction {
  const stored = {
    state: stateAfter(group.match_id, before),
    position: null,
    pushed_seq: 0,
    stats_sent: null,
    feeds: feeds && { acting: feeds.acting },
  };
  const known = { events: versionsIn(before), hasAllOf: () => true };
  return reduceMatch(group, before.length === 0 ? undefined : stored, known, began);
}

function hasMoved({ changes }: LogEntry): boolean {
  return Object.keys(changes).length > 0;
}

function lengthBefore(entries: readonly LogEntry[], first: string): number {
  const index = entries.findIndex(({ applied_at }) => applied_at >= first);
  return index < 0 ? entries.length : index;
}
