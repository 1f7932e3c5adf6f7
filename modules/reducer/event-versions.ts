import type { KnownEvent, LogEntry } from "../match/entry.ts";
import type { MatchEvent, MatchItem, StreamItem } from "../match/event.ts";
import { eventsOfList, voidsOfManifest } from "../match/event-list.ts";
import { eventKey } from "../ports/matches.ts";

/** The last version of every event that a batch may change: the stored ones and those that the batch has added. */
export interface EventVersions {
  of(event: MatchEvent): KnownEvent | undefined;
  /** Records an entry that was just added to the log. @returns the revision of its event, null for a report */
  add(entry: LogEntry): number | null;
  /** The last versions of the events of one provider. */
  all(provider: string): MatchEvent[];
}

/** @param stored by `eventKey`, all of one match */
export function eventVersionsOf(stored: ReadonlyMap<string, KnownEvent>, matchId: string): EventVersions {
  const added = new Map<string, KnownEvent>();
  const last = (event: MatchEvent) => added.get(eventKey(event)) ?? stored.get(eventKey(event));
  return {
    of: last,
    add({ item, changes }) {
      if (item.kind !== "event") return null;
      const revision = (last(item.event)?.revision ?? -1) + 1;
      added.set(eventKey(item.event), { event: item.event, revision, changes });
      return revision;
    },
    all(provider) {
      const all = new Map([...stored, ...added]).values().map(({ event }) => event);
      return [...all.filter((event) => event.match_id === matchId && event.provider === provider)];
    },
  };
}

/**
 * Expands an item of the stream into items that `apply` takes: event lists and event id manifests become the events
 * that they imply.
 *
 * @param known gives the last version of every event of a provider
 */
export function expandItem(
  item: StreamItem,
  known: (provider: string) => readonly MatchEvent[],
): MatchItem[] {
  const standing = (provider: string) => known(provider).filter(({ operation }) => operation !== "void");
  switch (item.kind) {
    case "sheet":
      return asItems(eventsOfList(item.sheet, standing(item.sheet.provider)));
    case "roll_call":
      return asItems(voidsOfManifest(item.roll, standing(item.roll.provider)));
    case "correction":
      // It comes from no feed; what it changes depends on the log.
      return [];
    default:
      return [item];
  }
}

function asItems(events: readonly MatchEvent[]): MatchItem[] {
  return events.map((event) => ({ kind: "event", event }));
}
