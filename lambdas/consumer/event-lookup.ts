import type { KnownEvent } from "../../modules/match/entry.ts";
import { type EventKey, eventKey, type FeedKey, type MatchStore } from "../../modules/ports/matches.ts";
import type { KnownEvents, Lookups } from "../../modules/reducer/lookups.ts";
import type { Reduction } from "../../modules/reducer/reduce-match.ts";

/** The events that were loaded from the log, and a way to load others. */
export interface EventLookup extends KnownEvents {
  load(lookups: Lookups): Promise<void>;
  /** Those of `lookups` that have not been loaded yet. */
  missing(lookups: Lookups): Lookups;
}

export function eventLookup(matches: Pick<MatchStore, "known">): EventLookup {
  const events = new Map<string, KnownEvent>();
  const loaded = new Set<string>();
  const isMissing = (name: string) => !loaded.has(name);
  return {
    events,
    hasAllOf: (feed) => loaded.has(nameOf(feed)),
    async load(lookups) {
      for (const [key, event] of await matches.known(lookups.events, lookups.feeds)) events.set(key, event);
      for (const name of [...lookups.events.map(eventKey), ...lookups.feeds.map(nameOf)]) loaded.add(name);
    },
    missing: (lookups) => ({
      events: lookups.events.filter((key: EventKey) => isMissing(eventKey(key))),
      feeds: lookups.feeds.filter((feed) => isMissing(nameOf(feed))),
    }),
  };
}

function nameOf({ match_id, provider }: FeedKey): string {
  return `${match_id} ${provider}`;
}

/**
 * Reduces again and again until every event that this needs has been loaded. Reducing is pure, and only while it runs
 * does it turn out what a match with several feeds needs.
 */
export async function reduceWithLookups(
  known: EventLookup,
  reduce: () => readonly Reduction[],
): Promise<readonly Reduction[]> {
  for (;;) {
    const reductions = reduce();
    const missing = known.missing({
      events: reductions.flatMap((one) => one.missing.events),
      feeds: reductions.flatMap((one) => one.missing.feeds),
    });
    if (missing.events.length + missing.feeds.length === 0) return reductions;
    await known.load(missing);
  }
}
