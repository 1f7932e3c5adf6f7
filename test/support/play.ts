import { apply } from "../../modules/match/apply.ts";
import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import type { MatchItem } from "../../modules/match/event.ts";
import { type MatchState, newMatch } from "../../modules/match/state.ts";
import { NOW } from "./items.ts";

export interface Played {
  state: MatchState;
  log: LogEntry[];
  known: Map<string, KnownEvent>;
}

/** Plays items one by one, as the consumer does, starting from `from` or from nothing. */
export function play(items: readonly MatchItem[], from?: Played): Played {
  let state = from?.state ?? newMatch("123");
  const log = [...(from?.log ?? [])];
  const known = new Map(from?.known);
  for (const item of items) {
    const key = item.kind === "event" ? item.event.event_id : undefined;
    const last = key === undefined ? undefined : known.get(key);
    const applied = apply(state, item, last, NOW);
    state = applied.state;
    if (!applied.entry) continue;
    log.push(applied.entry);
    if (applied.entry.item.kind === "event") {
      const { event } = applied.entry.item;
      known.set(event.event_id, {
        event,
        revision: (last?.revision ?? -1) + 1,
        changes: applied.entry.changes,
      });
    }
  }
  return { state, log, known };
}

export function score(state: MatchState): [home: number, away: number] {
  return [state.home_score, state.away_score];
}
