import { crc32 } from "node:zlib";
import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import type { StreamRecord } from "../../modules/match/event.ts";
import type { View } from "../../modules/match/view.ts";
import type { Audience, Subscriber } from "../../modules/ports/audience.ts";
import type { Broadcasters, Gateway, Payload, PostBudget, PostOutcome } from "../../modules/ports/gateway.ts";
import {
  eventKey,
  type FeedKey,
  type MatchStore,
  StaleWriteError,
  type StoredMatch,
} from "../../modules/ports/matches.ts";
import type { EntryFrames, FrameLog, SnapshotStore, StoredSnapshot } from "../../modules/ports/recovery.ts";
import type { DeadLetter } from "../../modules/ports/stream.ts";

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
      for (const { state, position, entries, revisions, feeds } of writes) {
        const { pushed_seq = 0, stats_sent = null } = stored.get(state.match_id) ?? {};
        stored.set(state.match_id, { state, position, pushed_seq, stats_sent, feeds });
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
      for (const { match_id, seq, stats } of positions) {
        const match = get(stored, match_id);
        const pushed_seq = Math.max(match.pushed_seq, seq);
        stored.set(match_id, { ...match, pushed_seq, stats_sent: stats ?? match.stats_sent });
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

/** @param viewers connection ids by channel */
export function memoryAudience(viewers: Record<string, string[]>) {
  const forgotten: string[] = [];
  const audience: Pick<Audience, "subscribers" | "sizes" | "forget"> = {
    subscribers: async (channels, { index, of } = { index: 0, of: 1 }) =>
      new Map(
        channels.map((channel) => {
          const ids = (viewers[channel] ?? []).filter((id) => crc32(id) % of === index);
          return [channel, ids.map(subscriber)];
        }),
      ),
    sizes: async (channels) => new Map(channels.map((channel) => [channel, viewers[channel]?.length ?? 0])),
    forget: async (connectionId) => {
      forgotten.push(connectionId);
    },
  };
  return { audience, forgotten };
}

function subscriber(id: string): Subscriber {
  return { id, dialect: "touchline", batch: false };
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
  serve: () => Promise.reject(new Error("nobody was to be asked")),
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
