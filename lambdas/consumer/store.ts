import type { LogEntry } from "../match/entry.ts";
import type { MatchState } from "../match/state.ts";
import {
  type DeadLetter,
  type DeadLetters,
  type MatchStore,
  RejectedWriteError,
  StaleWriteError,
  type StoredMatch,
} from "../ports.ts";
import { deadLetter, type MatchItems } from "./decode.ts";
import { type Folded, foldMatch, lookupsOf } from "./fold.ts";

/** A match after a batch: where it stands, what was added, and how far its viewers have been served. */
export interface StoredBatch {
  state: MatchState;
  entries: readonly LogEntry[];
  pushed_seq: number;
}

interface StoreDeps {
  matches: MatchStore;
  deadLetters: DeadLetters;
  now: () => Date;
}

/** Tries before a batch that keeps losing the race is left to the next delivery of it. */
const MAX_TRIES = 5;

/**
 * Stores what the matches were told: two queries in parallel and one statement, whatever the size of the batch.
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
    await deps.deadLetters.send([deadLetter(item.source, "rejected", error.message, item.position.item)]);
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
  return [{ ...second, entries: [...first.entries, ...second.entries], pushed_seq: first.pushed_seq }];
}

async function storeTogether(groups: readonly MatchItems[], deps: StoreDeps): Promise<StoredBatch[]> {
  const reported = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const { events, feeds } = lookupsOf(groups);
    const [stored, known] = await Promise.all([
      deps.matches.load(groups.map((group) => group.match_id)),
      deps.matches.known(events, feeds),
    ]);
    const now = deps.now().toISOString();
    const folded = groups.map((group) => foldMatch(group, stored.get(group.match_id), known, now));
    // Set aside before the position moves past them: the other way round a crash in between would lose them.
    await report(folded, reported, deps.deadLetters);
    try {
      await deps.matches.commit(folded.filter(({ dirty }) => dirty).map(({ write }) => write));
      return folded.map(({ write }) => served(write, stored.get(write.state.match_id)));
    } catch (error) {
      if (!(error instanceof StaleWriteError) || attempt === MAX_TRIES) throw error;
    }
  }
}

function served({ state, entries }: Folded["write"], before: StoredMatch | undefined): StoredBatch {
  return { state, entries, pushed_seq: before?.pushed_seq ?? 0 };
}

async function report(folded: readonly Folded[], reported: Set<string>, letters: DeadLetters): Promise<void> {
  const fresh: DeadLetter[] = [];
  for (const { item, error } of folded.flatMap(({ unappliable }) => unappliable)) {
    const key = `${item.position.sequence_number}/${item.position.item}`;
    if (reported.has(key)) continue;
    reported.add(key);
    const message = error instanceof Error ? error.message : String(error);
    fresh.push(deadLetter(item.source, "invalid", message, item.position.item));
  }
  if (fresh.length > 0) await letters.send(fresh);
}
