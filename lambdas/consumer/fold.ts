import { apply } from "../match/apply.ts";
import type { KnownEvent, LogEntry } from "../match/entry.ts";
import { newMatch } from "../match/state.ts";
import { type EventKey, eventKey, type MatchWrite, type StoredMatch, type StreamPosition } from "../ports.ts";
import type { MatchItems, PositionedItem } from "./decode.ts";

/** An item our own rules cannot handle: applying it is pure, so it would fail again for ever. */
export interface Unappliable {
  item: PositionedItem;
  error: unknown;
}

export interface Folded {
  write: MatchWrite;
  /** Whether there is anything to store. */
  dirty: boolean;
  unappliable: Unappliable[];
}

/** The keys of the events in `groups`, to look up what is known of them. */
export function eventKeysOf(groups: readonly MatchItems[]): EventKey[] {
  const keys = new Map<string, EventKey>();
  for (const { item } of groups.flatMap((group) => group.items)) {
    if (item.kind === "event") keys.set(eventKey(item.event), item.event);
  }
  return Array.from(keys.values(), ({ match_id, provider, event_id }) => ({ match_id, provider, event_id }));
}

/**
 * Applies what one match was told to what is stored of it. Items up to the stored position were applied by an
 * earlier try of the same batch and are passed over.
 *
 * @param known the last stored version of each event, by `eventKey`
 * @param now RFC 3339 UTC
 */
export function foldMatch(
  group: MatchItems,
  stored: StoredMatch | undefined,
  known: ReadonlyMap<string, KnownEvent>,
  now: string,
): Folded {
  const start = stored?.state ?? newMatch(group.match_id);
  const seen = new Map<string, KnownEvent>();
  const entries: LogEntry[] = [];
  const revisions: (number | null)[] = [];
  const unappliable: Unappliable[] = [];
  let state = start;
  let position = stored?.position ?? null;

  for (const positioned of group.items) {
    if (position && !isAfter(positioned.position, position)) continue;
    position = positioned.position;
    const { item } = positioned;
    const key = item.kind === "event" ? eventKey(item.event) : undefined;
    const last = key === undefined ? undefined : (seen.get(key) ?? known.get(key));
    try {
      const applied = apply(state, item, last, now);
      state = applied.state;
      if (!applied.entry) continue;
      entries.push(applied.entry);
      const version = versionOf(applied.entry, last);
      revisions.push(version?.revision ?? null);
      if (key !== undefined && version) seen.set(key, version);
    } catch (error) {
      unappliable.push({ item: positioned, error });
    }
  }
  const write = { state, position: position ?? START, entries, revisions };
  return { write, dirty: state !== start, unappliable };
}

/** What is known of an event once `entry` is in the log; a report has no versions. */
function versionOf({ item, changes }: LogEntry, last: KnownEvent | undefined): KnownEvent | undefined {
  if (item.kind !== "event") return undefined;
  return { event: item.event, revision: last ? last.revision + 1 : 0, changes };
}

const START: StreamPosition = { sequence_number: "0", item: 0 };

/** Sequence numbers of one partition key only ever grow, but they are too long for a number. */
function isAfter(a: StreamPosition, b: StreamPosition): boolean {
  if (a.sequence_number === b.sequence_number) return a.item > b.item;
  return BigInt(a.sequence_number) > BigInt(b.sequence_number);
}
