import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { KnownEvent, LogEntry } from "../../../modules/match/entry.ts";
import { type MatchEvent, matchIdOf, type StreamItem, streamItem } from "../../../modules/match/event.ts";
import { type MatchState, newMatch } from "../../../modules/match/state.ts";
import { eventKey } from "../../../modules/ports/matches.ts";
import type { DecodedBody, Delivery, Provider } from "../../../modules/providers/provider.ts";
import { reduceMatch } from "../../../modules/reducer/reduce-match.ts";

export const NOW = "2024-05-04T16:00:00.000Z";

function delivery(overrides: Partial<Delivery> = {}): Delivery {
  return { received_at: NOW, request_id: "r-1", ...overrides };
}

export function decode(provider: Provider, body: unknown, overrides: Partial<Delivery> = {}): DecodedBody {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return provider.decode(text, "native", delivery(overrides));
}

/** The items of a body that is taken, as they come out of the stream. */
export function items(provider: Provider, body: unknown, overrides: Partial<Delivery> = {}): StreamItem[] {
  const decoded = decode(provider, body, overrides);
  if (decoded.outcome !== "items") throw new Error(JSON.stringify(decoded));
  return decoded.items.map((item) => streamItem.parse(JSON.parse(JSON.stringify(item))));
}

export function events(provider: Provider, body: unknown, overrides: Partial<Delivery> = {}): MatchEvent[] {
  return items(provider, body, overrides).flatMap((item) => (item.kind === "sheet" ? item.sheet.events : []));
}

export function retracts(provider: Provider, body: unknown, overrides: Partial<Delivery> = {}) {
  return items(provider, body, overrides).flatMap((item) =>
    item.kind === "sheet" ? [item.sheet.retract] : [],
  );
}

/** One match as the consumer reduces it, delivery by delivery. */
export interface Feed {
  /** The entries a delivery added; none where it was refused. */
  deliver(body: unknown, overrides?: Partial<Delivery>): readonly LogEntry[];
  readonly state: MatchState;
  readonly log: readonly LogEntry[];
}

export function feed(provider: Provider, matchId: string): Feed {
  let state = newMatch(matchId);
  let sequence = 0;
  const known = new Map<string, KnownEvent>();
  const log: LogEntry[] = [];
  return {
    get state() {
      return state;
    },
    log,
    deliver(body, overrides) {
      const decoded = decode(provider, body, overrides);
      if (decoded.outcome !== "items") return [];
      const of = items(provider, body, overrides).filter((item) => matchIdOf(item) === matchId);
      sequence += 1;
      const group = {
        match_id: matchId,
        items: of.map((item, index) => ({
          item,
          position: { sequence_number: String(sequence), item: index },
          received_at: overrides?.received_at ?? NOW,
          source: { sequence_number: String(sequence), partition_key: matchId, data: "" },
        })),
      };
      const stored = { state, position: null, pushed_seq: 0, stats_sent: null, feeds: null };
      const { write, unappliable } = reduceMatch(group, stored, { events: known, hasAllOf: () => true }, NOW);
      if (unappliable.length > 0) throw unappliable[0]?.error;
      state = write.state;
      log.push(...write.entries);
      for (const [index, { item, changes }] of write.entries.entries()) {
        if (item.kind !== "event") continue;
        known.set(eventKey(item.event), {
          event: item.event,
          revision: write.revisions[index] ?? 0,
          changes,
        });
      }
      return write.entries;
    },
  };
}

/** Entries as a commentator would say them: `12' goal 10/9 1-0`, in front of it `void` or `update` where it is one. */
export function said(entries: readonly LogEntry[]): string[] {
  return entries.map(({ item, changes, state }) => {
    const score = changes.score ? ` ${state.home_score}-${state.away_score} (${changes.score.reason})` : "";
    const status = changes.status ? ` ${changes.status.to}` : "";
    if (item.kind === "status") return `report${score}${status}${changes.info ? " info" : ""}`;
    if (item.kind === "feed") return `feed ${item.feed.status}`;
    const { operation, minute, extra_minute, event_type, detail, player_id, metadata } = item.event;
    const what = [event_type, detail].filter(Boolean).join(":");
    const who = player_id?.split("-").at(-1) ?? metadata.player_name ?? "?";
    return `${operation} ${minute}${extra_minute ? `+${extra_minute}` : ""}' ${what} ${who}${score}${status}`;
  });
}

const VENDOR_DATA = new URL("../../../../shared/vendor-data/", import.meta.url);

/** Whether the vendors' own files are there; they are not part of the project. */
export function hasVendorData(folder: string): boolean {
  const isThere = existsSync(new URL(folder, VENDOR_DATA));
  if (!isThere) console.warn(`skipped: no real payloads in ../shared/vendor-data/${folder}`);
  return isThere;
}

export function vendorFile(name: string): string {
  const bytes = readFileSync(new URL(name, VENDOR_DATA));
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}
