import { apply } from "../match/apply.ts";
import type { KnownEvent, LogEntry } from "../match/entry.ts";
import { newMatch } from "../match/state.ts";
import {
  type EventKey,
  eventKey,
  type FeedKey,
  type MatchWrite,
  type StoredMatch,
  type StreamPosition,
} from "../ports.ts";
import type { MatchItems, PositionedItem } from "./decode.ts";
import { expanded, versionsOf } from "./versions.ts";

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

/** What has to be looked up to fold `groups`: single events, and all of a feed that sends sheets or roll calls. */
export function lookupsOf(groups: readonly MatchItems[]): { events: EventKey[]; feeds: FeedKey[] } {
  const events = new Map<string, EventKey>();
  const feeds = new Map<string, FeedKey>();
  for (const { item } of groups.flatMap((group) => group.items)) {
    if (item.kind === "event") {
      const { match_id, provider, event_id } = item.event;
      events.set(eventKey(item.event), { match_id, provider, event_id });
    } else if (item.kind !== "status") {
      const { match_id, provider } = item.kind === "sheet" ? item.sheet : item.roll;
      feeds.set(`${match_id} ${provider}`, { match_id, provider });
    }
  }
  return { events: [...events.values()], feeds: [...feeds.values()] };
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
  const versions = versionsOf(known, group.match_id);
  const entries: LogEntry[] = [];
  const revisions: (number | null)[] = [];
  const unappliable: Unappliable[] = [];
  let state = start;
  let position = stored?.position ?? null;

  for (const positioned of group.items) {
    if (position && !isAfter(positioned.position, position)) continue;
    position = positioned.position;
    try {
      for (const item of expanded(positioned.item, versions)) {
        const last = item.kind === "event" ? versions.of(item.event) : undefined;
        const applied = apply(state, item, last, now);
        state = applied.state;
        if (!applied.entry) continue;
        entries.push(applied.entry);
        revisions.push(versions.add(applied.entry));
      }
    } catch (error) {
      unappliable.push({ item: positioned, error });
    }
  }
  const write = { state, position: position ?? START, entries, revisions };
  return { write, dirty: state !== start, unappliable };
}

const START: StreamPosition = { sequence_number: "0", item: 0 };

/** Sequence numbers of one partition key only ever grow, but they are too long for a number. */
function isAfter(a: StreamPosition, b: StreamPosition): boolean {
  if (a.sequence_number === b.sequence_number) return a.item > b.item;
  return BigInt(a.sequence_number) > BigInt(b.sequence_number);
}
