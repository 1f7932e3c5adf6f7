import type { KnownEvent } from "../match/entry.ts";
import type { MatchEvent, StreamItem } from "../match/event.ts";
import { type EventKey, eventKey, type FeedKey } from "../ports/matches.ts";
import type { MatchItems } from "./decode.ts";

/** The events of the log that must be loaded before items can be applied. */
export interface Lookups {
  events: readonly EventKey[];
  feeds: readonly FeedKey[];
}

/** The events that were loaded. */
export interface KnownEvents {
  /** The last version of each event, by `eventKey`. */
  events: ReadonlyMap<string, KnownEvent>;
  /** Whether every event of a feed is among them. */
  hasAllOf(feed: FeedKey): boolean;
}

/** The lookups to reduce `groups`: single events, and every event of a feed that sends event lists or manifests. */
export function lookupsOf(groups: readonly MatchItems[]): Lookups {
  const events = new Map<string, EventKey>();
  const feeds = new Map<string, FeedKey>();
  for (const { item } of groups.flatMap((group) => group.items)) {
    const event = eventIn(item);
    if (event) {
      const { match_id, provider, event_id } = event;
      events.set(eventKey(event), { match_id, provider, event_id });
    } else if (item.kind === "sheet" || item.kind === "roll_call") {
      const { match_id, provider } = item.kind === "sheet" ? item.sheet : item.roll;
      feeds.set(`${match_id} ${provider}`, { match_id, provider });
    }
  }
  return { events: [...events.values()], feeds: [...feeds.values()] };
}

function eventIn(item: StreamItem): MatchEvent | undefined {
  if (item.kind === "correction") return "event" in item.correction ? item.correction.event : undefined;
  return item.kind === "event" ? item.event : undefined;
}
