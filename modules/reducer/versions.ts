import type { KnownEvent, LogEntry } from "../match/entry.ts";
import type { MatchEvent, MatchItem, StreamItem } from "../match/event.ts";
import { eventsOfList, voidsOfManifest } from "../match/event-list.ts";
import { eventKey } from "../ports/matches.ts";

/** The last version of every event a batch may touch: what was stored, and what the batch itself has added. */
export interface Versions {
  of(event: MatchEvent): KnownEvent | undefined;
  /** Takes note of an entry that has just been added to the log. @returns its revision, null for a report */
  add(entry: LogEntry): number | null;
  /** The events of one provider. */
  all(provider: string): MatchEvent[];
}

/** @param stored by `eventKey`, all of one match */
export function versionsOf(stored: ReadonlyMap<string, KnownEvent>, matchId: string): Versions {
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
 * A delivered item as what `apply` takes: sheets and roll calls become the events they amount to.
 *
 * @param known the last version of every event the provider has told
 */
export function expanded(item: StreamItem, known: (provider: string) => readonly MatchEvent[]): MatchItem[] {
  const standing = (provider: string) => known(provider).filter(({ operation }) => operation !== "void");
  switch (item.kind) {
    case "sheet":
      return asItems(eventsOfList(item.sheet, standing(item.sheet.provider)));
    case "roll_call":
      return asItems(voidsOfManifest(item.roll, standing(item.roll.provider)));
    case "correction":
      // No feed's word: what it amounts to, only the log can tell.
      return [];
    default:
      return [item];
  }
}

function asItems(events: readonly MatchEvent[]): MatchItem[] {
  return events.map((event) => ({ kind: "event", event }));
}
