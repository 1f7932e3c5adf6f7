import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import type { MatchEvent, StreamRecord } from "../../modules/match/event.ts";
import type { View } from "../../modules/match/view.ts";
import type { Broadcasters, Gateway, Payload, PostBudget, PostOutcome } from "../../modules/ports/gateway.ts";
import {
  eventKey,
  type MatchStore,
  type MatchWrite,
  StaleWriteError,
  type StoredMatch,
} from "../../modules/ports/matches.ts";
import type { EntryFrames, FrameLog, SnapshotStore, StoredSnapshot } from "../../modules/ports/recovery.ts";
import type { DeadLetter, StreamPosition } from "../../modules/ports/stream.ts";

/** The ports of the consumer in memory: what is asserted on is what they hold afterwards. */

export function memoryStore() {
  const stored = new Map<string, StoredMatch>();
  const known = new Map<string, KnownEvent>();
  const log = new Map<string, LogEntry[]>();

  const matches: MatchStore = {
    load: async (ids) => new Map(ids.flatMap((id) => (stored.has(id) ? [[id, get(stored, id)]] : []))),
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
    if (before?.position && !isAfter(position, before.position)) return true;
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

function isAfter(a: StreamPosition, b: StreamPosition): boolean {
  if (a.sequence_number === b.sequence_number) return a.item > b.item;
  return BigInt(a.sequence_number) > BigInt(b.sequence_number);
}

export function memorySnapshots() {
  const held = new Map<string, StoredSnapshot>();
  const snapshots: SnapshotStore = {
    put: async (all) => {
      for (const one of all) {
        const { match_id, seq } = one.snapshot;
        if (seq >= (held.get(match_id)?.snapshot.seq ?? 0)) held.set(match_id, one);
      }
    },
    get: async (ids) => new Map(ids.flatMap((id) => (held.has(id) ? [[id, get(held, id)]] : []))),
  };
  return { snapshots, held };
}

export function memoryFrames() {
  const kept: Record<View, Map<string, Map<number, EntryFrames>>> = { public: new Map(), private: new Map() };
  const ofMatch = (id: string, view: View = "public") =>
    [...(kept[view].get(id)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  const frames: FrameLog = {
    append: async (entries) => {
      for (const { view, ...entry } of entries) {
        const match = kept[view].get(entry.match_id) ?? new Map<number, EntryFrames>();
        kept[view].set(entry.match_id, match.set(entry.seq, entry));
      }
    },
    since: async (view, id, after, limit) => {
      const found = ofMatch(id, view).filter(({ seq }) => seq > after);
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    before: async (view, id, before, limit) => {
      const found = ofMatch(id, view).filter(({ seq }) => before === undefined || seq < before);
      return { entries: found.slice(-limit), more: found.length > limit };
    },
  };
  return { frames, kept, ofMatch };
}

/** Keeps what each connection was posted; `outcomes` says which connections do not take it. */
export function memoryGateway(outcomes: Record<string, PostOutcome> = {}) {
  const posted = new Map<string, unknown[]>();
  const gateway: Gateway = {
    post: async (connectionId, payload) => {
      await Promise.resolve();
      const outcome = outcomes[connectionId] ?? "delivered";
      if (outcome !== "delivered") return outcome;
      posted.set(connectionId, [...(posted.get(connectionId) ?? []), JSON.parse(payload.body.toString())]);
      return outcome;
    },
  };
  return { gateway, posted };
}

/** Posts are not counted. */
export const plenty: PostBudget = { postsPerSecond: 10_000, chunk: 1_000, take: async () => 0 };

/** For audiences that need none. */
export const noBroadcasters: Broadcasters = {
  broadcast: () => Promise.reject(new Error("nobody was to be asked")),
};

export function payloadOf(frame: string): Payload {
  return { body: Buffer.from(frame), sha256: "" };
}

export function memoryDeadLetters() {
  const letters: DeadLetter[] = [];
  return {
    letters,
    deadLetters: { send: async (sent: readonly DeadLetter[]) => void letters.push(...sent) },
  };
}

/** A batch of the stream as the event source mapping delivers it. */
export function kinesisEvent(records: readonly (StreamRecord | { key: string; data: string })[], from = 1) {
  return {
    Records: records.map((record, index) => ({
      kinesis: {
        sequenceNumber: String(from + index).padStart(56, "4"),
        partitionKey: "v" in record ? record.match_id : record.key,
        data: Buffer.from("v" in record ? JSON.stringify(record) : record.data).toString("base64"),
      },
    })),
  };
}

function get<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing under ${String(key)}`);
  return value;
}
