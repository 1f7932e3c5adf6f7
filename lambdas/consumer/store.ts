import type { LogEntry } from "../../modules/match/entry.ts";
import type { MatchState } from "../../modules/match/state.ts";
import {
  type MatchStore,
  RejectedWriteError,
  type SentStats,
  StaleWriteError,
  type StoredMatch,
} from "../../modules/ports/matches.ts";
import type { DeadLetter, DeadLetters } from "../../modules/ports/stream.ts";
import { deadLetterOf, type MatchItems } from "../../modules/reducer/decode.ts";
import { lookupsOf } from "../../modules/reducer/lookups.ts";
import { type Outcome, type Reduction, reduceMatch } from "../../modules/reducer/reduce-match.ts";
import { messageOf } from "../../modules/runtime/errors.ts";
import { eventLookup, reduceWithLookups } from "./event-lookup.ts";

/** A match after a batch: its state, the entries the batch added, and how far they were pushed before. */
export interface StoredMatchBatch {
  state: MatchState;
  entries: readonly LogEntry[];
  pushed_seq: number;
  stats_sent: SentStats | null;
  /** The outcome of each item, in order. */
  outcomes: readonly Outcome[];
  /** Whether the score shown and the events of the match disagree in a way they did not before. */
  hasNewConflict: boolean;
}

interface StoreDeps {
  matches: MatchStore;
  deadLetters: DeadLetters;
  now: () => Date;
}

/**
 * How often a batch is committed: each further try follows a write by somebody else. After the last one, the event
 * source mapping retries the batch.
 */
const MAX_TRIES = 5;

/**
 * Stores the items of a batch: two queries in parallel and one statement, whatever the size of the batch; one more
 * query where a match has several feeds. If the database refuses the data, divides the batch by halves until it finds
 * the bad item, and sends that to the dead-letter queue.
 *
 * @throws whatever the ports throw when something cannot be reached; no match is half stored then
 */
export async function storeBatch(
  groups: readonly MatchItems[],
  deps: StoreDeps,
): Promise<StoredMatchBatch[]> {
  if (groups.length === 0) return [];
  try {
    return await storeTogether(groups, deps);
  } catch (error) {
    if (!(error instanceof RejectedWriteError)) throw error;
    return storeByHalves(groups, error, deps);
  }
}

async function storeByHalves(
  groups: readonly MatchItems[],
  error: RejectedWriteError,
  deps: StoreDeps,
): Promise<StoredMatchBatch[]> {
  const [only, ...others] = groups;
  if (!only) return [];
  if (others.length > 0) {
    const half = Math.ceil(groups.length / 2);
    const first = await storeBatch(groups.slice(0, half), deps);
    return [...first, ...(await storeBatch(groups.slice(half), deps))];
  }
  const [item, ...rest] = only.items;
  if (item && rest.length === 0) {
    await deps.deadLetters.send([deadLetterOf(item, "rejected", error.message)]);
    return [];
  }
  const half = Math.ceil(only.items.length / 2);
  const first = await storeBatch([{ ...only, items: only.items.slice(0, half) }], deps);
  const second = await storeBatch([{ ...only, items: only.items.slice(half) }], deps);
  return merged(first, second);
}

/** Merges two parts of a batch about one match, as if they had been stored together. */
function merged([first]: StoredMatchBatch[], [second]: StoredMatchBatch[]): StoredMatchBatch[] {
  if (!first || !second) return [first ?? second].filter((part) => part !== undefined);
  return [
    {
      ...second,
      entries: [...first.entries, ...second.entries],
      pushed_seq: first.pushed_seq,
      stats_sent: first.stats_sent,
      outcomes: [...first.outcomes, ...second.outcomes],
      hasNewConflict: first.hasNewConflict || second.hasNewConflict,
    },
  ];
}

async function storeTogether(groups: readonly MatchItems[], deps: StoreDeps): Promise<StoredMatchBatch[]> {
  const reported = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const known = eventLookup(deps.matches);
    const [stored] = await Promise.all([
      deps.matches.load(groups.map((group) => group.match_id)),
      known.load(lookupsOf(groups)),
    ]);
    const now = deps.now().toISOString();
    const reductions = await reduceWithLookups(known, () =>
      groups.map((group) => reduceMatch(group, stored.get(group.match_id), known, now)),
    );
    // The dead letters before the commit moves the position past them: a crash in between must not lose them.
    await sendUnappliable(reductions, reported, deps.deadLetters);
    try {
      await deps.matches.commit(reductions.filter(({ isDirty }) => isDirty).map(({ write }) => write));
      return reductions.map((one) => storedMatchBatchOf(one, stored.get(one.write.state.match_id)));
    } catch (error) {
      if (!(error instanceof StaleWriteError) || attempt === MAX_TRIES) throw error;
    }
  }
}

function storedMatchBatchOf(
  { write, outcomes, hasNewConflict }: Reduction,
  before: StoredMatch | undefined,
): StoredMatchBatch {
  const { state, entries } = write;
  const { pushed_seq = 0, stats_sent = null } = before ?? {};
  return { state, entries, pushed_seq, stats_sent, outcomes, hasNewConflict };
}

async function sendUnappliable(
  reductions: readonly Reduction[],
  reported: Set<string>,
  letters: DeadLetters,
): Promise<void> {
  const fresh: DeadLetter[] = [];
  for (const { item, error } of reductions.flatMap(({ unappliable }) => unappliable)) {
    const key = `${item.position.sequence_number}/${item.position.item}`;
    if (reported.has(key)) continue;
    reported.add(key);
    fresh.push(deadLetterOf(item, "invalid", messageOf(error)));
  }
  if (fresh.length > 0) await letters.send(fresh);
}
