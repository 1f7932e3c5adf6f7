import type { KnownEvent, LogEntry } from "../../../modules/match/entry.ts";
import type { StreamItem } from "../../../modules/match/event.ts";
import { type EventKey, eventKey, type FeedKey, type StoredMatch } from "../../../modules/ports/matches.ts";
import { reduceMatch } from "../../../modules/reducer/reduce-match.ts";
import { asJson } from "../../support/as-json.ts";
import { NOW } from "../../support/items.ts";

/** What arrives of one feed, `at` seconds after 10:00. */
export interface Arrival {
  at: number;
  items: readonly StreamItem[];
  priority?: number;
}

/** A match that several feeds tell of, folded as the consumer does; what is stored goes through JSON. */
export function severalFeeds(match_id = "123") {
  let stored: StoredMatch | undefined;
  let sequence = 0;
  const known = new Map<string, KnownEvent>();
  const log: LogEntry[] = [];
  const asked: { events: EventKey[]; feeds: FeedKey[] }[] = [];

  function reduce(arrivals: readonly Arrival[]) {
    const group = { match_id, items: arrivals.flatMap(positioned) };
    const whole = new Set<string>();
    const events = new Map<string, KnownEvent>();
    const want = (keys: readonly EventKey[], feeds: readonly FeedKey[]) => {
      for (const key of keys) {
        const found = known.get(eventKey(key));
        if (found) events.set(eventKey(key), found);
      }
      for (const { provider } of feeds) {
        whole.add(provider);
        for (const [key, one] of known) if (one.event.provider === provider) events.set(key, one);
      }
    };
    for (const { item } of group.items) {
      if (item.kind === "event") want([item.event], []);
      if (item.kind === "sheet") want([], [item.sheet]);
      if (item.kind === "roll_call") want([], [item.roll]);
    }
    for (;;) {
      const folded = reduceMatch(
        group,
        stored,
        { events, hasAllOf: ({ provider }) => whole.has(provider) },
        NOW,
      );
      const { missing } = folded;
      if (missing.events.length + missing.feeds.length === 0) return folded;
      asked.push({ events: [...missing.events], feeds: [...missing.feeds] });
      want(missing.events, missing.feeds);
    }
  }

  function positioned({ at, items, priority }: Arrival) {
    sequence += 1;
    const sequence_number = String(sequence);
    return items.map((item, index) => ({
      item,
      position: { sequence_number, item: index },
      received_at: timeAt(at),
      ...(priority === undefined ? {} : { priority }),
      source: { sequence_number, partition_key: match_id, data: "" },
    }));
  }

  /** Several records at once. */
  function batch(arrivals: readonly Arrival[]) {
    const { write, isDirty, unappliable, outcomes } = reduce(arrivals);
    if (unappliable.length > 0) throw unappliable[0]?.error;
    if (isDirty) {
      stored = {
        ...asJson({ state: write.state, feeds: write.feeds }),
        position: write.position,
        pushed_seq: 0,
        stats_sent: null,
      };
    }
    for (const [index, entry] of write.entries.entries()) {
      log.push(entry);
      const { item, changes } = entry;
      if (item.kind !== "event") continue;
      known.set(eventKey(item.event), {
        event: item.event,
        revision: write.revisions[index] ?? 0,
        changes,
      });
    }
    return { entries: write.entries, outcomes };
  }

  return {
    /** One record of the stream. */
    tell(at: number, items: readonly StreamItem[], of: { priority?: number } = {}) {
      return batch([{ at, items, ...of }]);
    },
    batch,
    log,
    asked,
    stored: () => stored,
    state() {
      if (!stored) throw new Error("nothing is stored");
      return stored.state;
    },
    score: () => [stored?.state.home_score, stored?.state.away_score],
    acting: () => stored?.feeds?.acting,
  };
}

export function timeAt(seconds: number): string {
  return new Date(Date.UTC(2024, 10, 20, 10, 0, seconds)).toISOString();
}
