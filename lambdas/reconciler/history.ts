import { apply } from "../../modules/match/apply.ts";
import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import { type MatchState, newMatch } from "../../modules/match/state.ts";
import { eventKey } from "../../modules/ports/matches.ts";

/** An event as a stretch of a log leaves it. */
export interface Version extends KnownEvent {
  /** When it got that way, RFC 3339 UTC. */
  applied_at: string;
  /** How often the stretch speaks of it. */
  times: number;
}

/** The last version of every event, by `eventKey`; what was spoken of last comes last. */
export function versionsIn(entries: readonly LogEntry[]): Map<string, Version> {
  const last = new Map<string, Version>();
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
 * The match after the first entries of its log. What changed nothing that is shown left no entry, so that the time
 * up to which events are in a given score may be too early.
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
