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
import { complete, lookup } from "./known.ts";

/** A match after a batch: where it stands, what was added, and how far its viewers have been served. */
export interface StoredBatch {
  state: MatchState;
  entries: readonly LogEntry[];
  pushed_seq: number;
  stats_sent: SentStats | null;
  /** What became of each item, in order. */
  outcomes: readonly Outcome[];
  /** Whether the score shown and the events of the match disagree in a way they did not before. */
  conflict: boolean;
}

interface StoreDeps {
  matches: MatchStore;
  deadLetters: DeadLetters;
  now: () => Date;
}

/** Tries before a batch that keeps losing the race is left to the next delivery of it. */
const MAX_TRIES = 5;

/**
 * Stores what the matches were told: two queries in parallel and one statement, whatever the size of the batch;
 * one more query where a match has several feeds.
 * What the database refuses is narrowed down by halves until the one bad item is found and set aside.
 *
 * @throws whatever the ports throw when something is out of reach; nothing is half stored then
 */
export async function storeBatch(groups: readonly MatchItems[], deps: StoreDeps): Promise<StoredBatch[]> {
  if (groups.length === 0) return [];
  try {
    return await storeTogether(groups, deps);
  } catch (error) {
    if (!(error instanceof RejectedWriteError)) throw error;
    return narrow(groups, error, deps);
  }
}

async function narrow(
  groups: readonly MatchItems[],
  error: RejectedWriteError,
  deps: StoreDeps,
): Promise<StoredBatch[]> {
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
  return joined(first, second);
}

/** Two parts of a batch about one match, as if they had been stored together. */
function joined([first]: StoredBatch[], [second]: StoredBatch[]): StoredBatch[] {
  if (!first || !second) return [first ?? second].filter((part) => part !== undefined);
  return [
    {
      ...second,
      entries: [...first.entries, ...second.entries],
      pushed_seq: first.pushed_seq,
      stats_sent: first.stats_sent,
      outcomes: [...first.outcomes, ...second.outcomes],
      conflict: first.conflict || second.conflict,
    },
  ];
}

async function storeTogether(groups: readonly MatchItems[], deps: StoreDeps): Promise<StoredBatch[]> {
  const reported = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const known = lookup(deps.matches);
    const [stored] = await Promise.all([
      deps.matches.load(groups.map((group) => group.match_id)),
      known.ask(lookupsOf(groups)),
    ]);
    const now = deps.now().toISOString();
    const reductions = await complete(known, () =>
      groups.map((group) => reduceMatch(group, stored.get(group.match_id), known, now)),
    );
    // Set aside before the position moves past them: the other way round a crash in between would lose them.
    await report(reductions, reported, deps.deadLetters);
    try {
      await deps.matches.commit(reductions.filter(({ dirty }) => dirty).map(({ write }) => write));
      return reductions.map((fold) => served(fold, stored.get(fold.write.state.match_id)));
    } catch (error) {
      if (!(error instanceof StaleWriteError) || attempt === MAX_TRIES) throw error;
    }
  }
}

function served({ write, outcomes, conflict }: Reduction, before: StoredMatch | undefined): StoredBatch {
  const { state, entries } = write;
  const { pushed_seq = 0, stats_sent = null } = before ?? {};
  return { state, entries, pushed_seq, stats_sent, outcomes, conflict };
}

async function report(
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
