import type { KnownEvent, LogEntry } from "../../lambdas/match/entry.ts";
import type { StreamRecord } from "../../lambdas/match/event.ts";
import {
  type Audience,
  type DeadLetter,
  type EntryFrames,
  eventKey,
  type FeedKey,
  type FrameLog,
  type Gateway,
  type MatchStore,
  type Payload,
  type PostOutcome,
  type SnapshotStore,
  StaleWriteError,
  type StoredMatch,
  type StoredSnapshot,
} from "../../lambdas/ports.ts";

/** The ports of the consumer in memory: what is asserted on is what they hold afterwards. */

export function memoryStore() {
  const stored = new Map<string, StoredMatch>();
  const known = new Map<string, KnownEvent>();
  const log = new Map<string, LogEntry[]>();

  const matches: MatchStore = {
    load: async (ids) => new Map(ids.flatMap((id) => (stored.has(id) ? [[id, get(stored, id)]] : []))),
    known: async (keys, feeds) => {
      const wanted = new Set(keys.map(eventKey));
      const isOfFeed = ({ match_id, provider }: FeedKey) =>
        feeds.some((feed) => feed.match_id === match_id && feed.provider === provider);
      return new Map([...known].filter(([key, { event }]) => wanted.has(key) || isOfFeed(event)));
    },
    commit: async (writes) => {
      for (const { state, entries } of writes) {
        const seq = stored.get(state.match_id)?.state.seq ?? 0;
        if (seq + entries.length !== state.seq) throw new StaleWriteError(`${state.match_id} moved on`);
      }
      for (const { state, position, entries, revisions } of writes) {
        const pushed_seq = stored.get(state.match_id)?.pushed_seq ?? 0;
        stored.set(state.match_id, { state, position, pushed_seq });
        log.set(state.match_id, [...(log.get(state.match_id) ?? []), ...entries]);
        for (const [index, { item, changes }] of entries.entries()) {
          if (item.kind !== "event") continue;
          known.set(eventKey(item.event), { event: item.event, revision: revisions[index] ?? 0, changes });
        }
      }
    },
    entriesAfter: async (positions) =>
      positions.flatMap(({ match_id, after }) => (log.get(match_id) ?? []).filter(({ seq }) => seq > after)),
    markPushed: async (positions) => {
      for (const { match_id, seq } of positions) {
        const match = get(stored, match_id);
        stored.set(match_id, { ...match, pushed_seq: Math.max(match.pushed_seq, seq) });
      }
    },
  };
  return { matches, stored, log };
}

export function memorySnapshots() {
  const held = new Map<string, StoredSnapshot>();
  const snapshots: SnapshotStore = {
    put: async (all) => {
      for (const one of all) held.set(one.snapshot.match_id, one);
    },
    get: async (ids) => new Map(ids.flatMap((id) => (held.has(id) ? [[id, get(held, id)]] : []))),
  };
  return { snapshots, held };
}

export function memoryFrames() {
  const kept = new Map<string, Map<number, EntryFrames>>();
  const ofMatch = (id: string) => [...(kept.get(id)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  const frames: FrameLog = {
    append: async (entries) => {
      for (const entry of entries) {
        const match = kept.get(entry.match_id) ?? new Map<number, EntryFrames>();
        kept.set(entry.match_id, match.set(entry.seq, entry));
      }
    },
    since: async (id, after, limit) => {
      const found = ofMatch(id).filter(({ seq }) => seq > after);
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    before: async (id, before, limit) => {
      const found = ofMatch(id).filter(({ seq }) => before === undefined || seq < before);
      return { entries: found.slice(-limit), more: found.length > limit };
    },
  };
  return { frames, kept, ofMatch };
}

/** @param viewers connection ids by channel */
export function memoryAudience(viewers: Record<string, string[]>) {
  const forgotten: string[] = [];
  const audience: Pick<Audience, "subscribers" | "forget"> = {
    subscribers: async (channels) => new Map(channels.map((channel) => [channel, viewers[channel] ?? []])),
    forget: async (connectionId) => {
      forgotten.push(connectionId);
    },
  };
  return { audience, forgotten };
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
