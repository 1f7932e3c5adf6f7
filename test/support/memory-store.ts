import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import type { MatchEvent } from "../../modules/match/event.ts";
import {
  eventKey,
  type MatchStore,
  type MatchWrite,
  StaleWriteError,
  type StoredMatch,
} from "../../modules/ports/matches.ts";
import { isLaterPosition } from "../../modules/ports/stream.ts";

/** The log and the state of every match, in memory: what is asserted on is what they hold afterwards. */
export function memoryStore() {
  const stored = new Map<string, StoredMatch>();
  const known = new Map<string, KnownEvent>();
  const log = new Map<string, LogEntry[]>();

  const matches: MatchStore = {
    load: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const match = stored.get(id);
          return match ? [[id, match]] : [];
        }),
      ),
    known: async (keys, feeds) => {
      const wanted = new Set(keys.map(eventKey));
      const isOfFeed = (key: string) =>
        feeds.some(({ match_id, provider }) =>
          key.startsWith(eventKey({ match_id, provider, event_id: "" })),
        );
      return new Map([...known].filter(([key]) => wanted.has(key) || isOfFeed(key)));
    },
    commit: async (writes) => {
      for (const write of writes) if (isStale(write)) throw new StaleWriteError("another writer was faster");
      for (const { state, position, entries, revisions, feeds } of writes) {
        const { pushed_seq = 0, stats_sent = null } = stored.get(state.match_id) ?? {};
        stored.set(state.match_id, { state, position, pushed_seq, stats_sent, feeds });
        log.set(state.match_id, [...(log.get(state.match_id) ?? []), ...entries]);
        for (const [index, entry] of entries.entries()) {
          const { item, changes } = entry;
          if (item.kind !== "event") continue;
          known.set(keyOf(entry, item.event), {
            event: item.event,
            revision: revisions[index] ?? 0,
            changes,
          });
        }
      }
    },
    entriesAfter: async (positions) =>
      positions.flatMap(({ match_id, after }) => (log.get(match_id) ?? []).filter(({ seq }) => seq > after)),
    markPushed: async (positions) => {
      for (const { match_id, seq, stats } of positions) {
        const match = stored.get(match_id);
        if (!match || match.pushed_seq > seq) continue;
        stored.set(match_id, { ...match, pushed_seq: seq, stats_sent: stats ?? match.stats_sent });
      }
    },
  };

  /** As the statement in Postgres decides it: by the log, the position and the versions of the events. */
  function isStale({ state, position, entries, revisions }: MatchWrite): boolean {
    const before = stored.get(state.match_id);
    if ((before?.state.seq ?? 0) + entries.length !== state.seq) return true;
    if (before?.position && !isLaterPosition(position, before.position)) return true;
    return entries.some(({ item, ...entry }, index) => {
      if (item.kind !== "event") return false;
      const last = known.get(keyOf(entry, item.event))?.revision ?? -1;
      return (revisions[index] ?? 0) <= last;
    });
  }

  return { matches, stored, log };
}

/** The event as it stands in the log of the entry's match. */
function keyOf({ match_id }: Pick<LogEntry, "match_id">, { provider, event_id }: MatchEvent): string {
  return eventKey({ match_id, provider, event_id });
}
