import { apply } from "../../modules/match/apply.ts";
import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import { type MatchState, newMatch } from "../../modules/match/state.ts";
import { eventKey } from "../../modules/ports/matches.ts";

/** The last version of an event within a part of a log. */
export interface LoggedVersion extends KnownEvent {
  /** When that version was applied, RFC 3339 UTC. */
  applied_at: string;
  /** The number of entries about the event. */
  times: number;
}

/** The last version of every event, by `eventKey`, in the order of their last entries. */
export function versionsIn(entries: readonly LogEntry[]): Map<string, LoggedVersion> {
  const last = new Map<string, LoggedVersion>();
  for (const { item, changes, applied_at } of entries) {
    if (item.kind !== "event") continue;
    const key = eventKey(item.event);
    const times = (last.get(key)?.times ?? 0) + 1;
    last.delete(key);
    last.set(key, { event: item.event, changes, applied_at, times, revision: times - 1 });
  }
  return last;
}

/**
 * Rebuilds a match from the first entries of its log. Items that changed nothing visible left no entry, so the time
 * up to which a given score includes events may be too early.
 */
export function stateAfter(matchId: string, entries: readonly LogEntry[]): MatchState {
  const known = new Map<string, KnownEvent>();
  return entries.reduce((state, { item, applied_at }) => {
    const key = item.kind === "event" ? eventKey(item.event) : "";
    const applied = apply(state, item, known.get(key), applied_at);
    const { entry } = applied;
    if (entry?.item.kind === "event") {
      const { event } = entry.item;
      known.set(key, { event, changes: entry.changes, revision: (known.get(key)?.revision ?? -1) + 1 });
    }
    return applied.state;
  }, newMatch(matchId));
}

export function isStanding(version: KnownEvent | undefined): version is KnownEvent {
  return version !== undefined && version.event.operation !== "void";
}
