import type { ArrivedRecord } from "../../../lambdas/reconciler/processed-records.ts";
import {
  type Reconciliation,
  reconcileMatch,
  type StoredLog,
} from "../../../lambdas/reconciler/reconcile-match.ts";
import type { KnownEvent, LogEntry } from "../../../modules/match/entry.ts";
import type { Correction, MatchEvent, StreamItem } from "../../../modules/match/event.ts";
import { newMatch } from "../../../modules/match/state.ts";
import { eventKey, type StoredMatch } from "../../../modules/ports/matches.ts";
import { decodeBatch } from "../../../modules/reducer/decode.ts";
import { reduceMatch } from "../../../modules/reducer/reduce-match.ts";
import { asJson } from "../../support/as-json.ts";

const MATCH = "123";
const START = Date.parse("2024-11-20T10:00:00.000Z");

/** What one delivery said, and what becomes of it. */
export interface Delivery {
  items: readonly StreamItem[];
  /** The consumer could not process it, and set it aside. */
  dropped?: boolean;
  /** Seconds after the one before. */
  after?: number;
}

export interface PlayOptions {
  /** Numbers of records in each batch, over and over. */
  batches?: readonly number[];
  /** Milliseconds from the arrival of a batch until it is stored. */
  late?: number;
}

/** A match as the stream carried it and as the consumer stored it. */
export function played(deliveries: readonly Delivery[], { batches = [1], late = 80 }: PlayOptions = {}) {
  const records: ArrivedRecord[] = [];
  const known = new Map<string, KnownEvent>();
  const entries: LogEntry[] = [];
  let stored: StoredMatch | undefined;
  let clock = START;

  function put(items: readonly StreamItem[], after = 1): ArrivedRecord {
    clock += after * 1_000;
    const arrived_at = new Date(clock).toISOString();
    const body = JSON.stringify({ v: 1, match_id: MATCH, received_at: arrived_at, items });
    const data = Buffer.from(body).toString("base64");
    const record = { sequence_number: String(records.length + 1), partition_key: MATCH, data, arrived_at };
    records.push(record);
    return record;
  }

  function consume(batch: readonly ArrivedRecord[]): void {
    const [group] = decodeBatch(batch).groups;
    if (!group) return;
    const now = new Date(Date.parse(batch.at(-1)?.arrived_at ?? "") + late).toISOString();
    const { write } = reduceMatch(group, stored, { events: known, hasAllOf: () => true }, now);
    const { state, position, feeds, entries: added, revisions } = asJson(write);
    stored = { state, position, feeds, pushed_seq: 0, stats_sent: null };
    entries.push(...added);
    for (const [index, { item, changes }] of added.entries()) {
      if (item.kind !== "event") continue;
      known.set(eventKey(item.event), { event: item.event, revision: revisions[index] ?? 0, changes });
    }
  }

  const taken: ArrivedRecord[] = [];
  for (const { items, dropped, after } of deliveries) {
    const record = put(items, after);
    if (!dropped) taken.push(record);
  }
  for (let at = 0, round = 0; at < taken.length; round += 1) {
    const size = Math.max(1, batches[round % Math.max(1, batches.length)] ?? 1);
    consume(taken.slice(at, at + size));
    at += size;
  }
  /** When the reading begins, so many seconds after the last record. */
  const later = (seconds: number) => {
    clock += seconds * 1_000;
    return new Date(clock).toISOString();
  };
  const logged = (): StoredLog | undefined =>
    stored && asJson({ state: stored.state, entries, position: stored.position, feeds: stored.feeds });
  return {
    records,
    entries,
    logged,
    audit: (from = 0, after = 3_600): Reconciliation =>
      reconcileMatch(MATCH, records.slice(from), logged(), later(after)),
    /** Puts what was found on the stream, from where the consumer takes it. */
    correct(corrections: readonly Correction[]): void {
      if (corrections.length === 0) return;
      consume([put(corrections.map((correction) => ({ kind: "correction", correction })))]);
    },
    /** More comes in, and is stored. */
    goOn(items: readonly StreamItem[]): void {
      consume([put(items)]);
    },
    standing: (): MatchEvent[] =>
      [...known.values()].map(({ event }) => event).filter(({ operation }) => operation !== "void"),
  };
}

/** What viewers see of a match: score, status, who plays, and the events that stand. */
export function shown({ logged, standing }: ReturnType<typeof played>, by: "id" | "content" = "id") {
  const { state } = logged() ?? { state: newMatch(MATCH) };
  const { status, home_score, away_score, home_team, away_team, league, kick_off } = state;
  const tallies = Object.entries(state.tallies).filter(([, tally]) => Object.keys(tally).length > 0);
  return {
    match: { status, home_score, away_score, home_team, away_team, league, kick_off },
    tallies: Object.fromEntries(tallies),
    events: standing()
      .map(({ operation: _, version: __, occurred_at: ___, event_id, period, ...said }) =>
        JSON.stringify(Object.entries(by === "id" ? { ...said, event_id, period } : said).sort()),
      )
      .sort(),
  };
}
