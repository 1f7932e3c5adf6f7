import type { KnownEvent } from "../../modules/match/entry.ts";
import { type EventKey, eventKey, type FeedKey, type MatchStore } from "../../modules/ports/matches.ts";
import type { KnownEvents, Lookups } from "../../modules/reducer/lookups.ts";
import type { Reduction } from "../../modules/reducer/reduce-match.ts";

/** What has been looked up so far, and a way to look up more. */
export interface Lookup extends KnownEvents {
  ask(lookups: Lookups): Promise<void>;
  /** Those of `lookups` that were not asked for yet. */
  unasked(lookups: Lookups): Lookups;
}

export function lookup(matches: Pick<MatchStore, "known">): Lookup {
  const events = new Map<string, KnownEvent>();
  const asked = new Set<string>();
  const isNew = (name: string) => !asked.has(name);
  return {
    events,
    hasAllOf: (feed) => asked.has(nameOf(feed)),
    async ask(lookups) {
      for (const [key, event] of await matches.known(lookups.events, lookups.feeds)) events.set(key, event);
      for (const name of [...lookups.events.map(eventKey), ...lookups.feeds.map(nameOf)]) asked.add(name);
    },
    unasked: (lookups) => ({
      events: lookups.events.filter((key: EventKey) => isNew(eventKey(key))),
      feeds: lookups.feeds.filter((feed) => isNew(nameOf(feed))),
    }),
  };
}

function nameOf({ match_id, provider }: FeedKey): string {
  return `${match_id} ${provider}`;
}

/**
 * Folds once everything is known that this takes: folding is pure, so where it turns out that more has to be looked
 * up, as in a match with several feeds, it is done again.
 */
export async function complete(
  known: Lookup,
  fold: () => readonly Reduction[],
): Promise<readonly Reduction[]> {
  for (;;) {
    const reductions = fold();
    const missing = known.unasked({
      events: reductions.flatMap((one) => one.missing.events),
      feeds: reductions.flatMap((one) => one.missing.feeds),
    });
    if (missing.events.length + missing.feeds.length === 0) return reductions;
    await known.ask(missing);
  }
}
