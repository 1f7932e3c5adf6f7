import { canonicalChannel, matchOf } from "../match/channels.ts";
import { isKeyEvent } from "../match/event.ts";
import { type EventFilter, either, filterOf } from "../match/event-filter.ts";
import { type View, viewOf } from "../match/view.ts";
import type { SubscriptionFilter } from "../ports/audience.ts";
import type { StoredSnapshot } from "../ports/recovery.ts";

/** What a connection sees of a match through the match's own channels. */
export interface Interest {
  match_id: string;
  view: View;
  /** Those channels of the match that have this view. */
  channels: readonly string[];
  filter?: EventFilter;
}

/**
 * The interests of a connection, by match. Private and presence channels carry everything that the public channel
 * carries, so a connection on several of them sees what the private one shows, and an event has to pass only one of
 * their filters.
 */
export function interestsIn(subscriptions: ReadonlyMap<string, SubscriptionFilter>): Map<string, Interest> {
  const interests = new Map<string, Interest>();
  for (const [channel, { types }] of subscriptions) {
    const match_id = matchOf(channel);
    const kind = canonicalChannel(channel)?.kind;
    if (match_id === undefined || kind === undefined) continue;
    const one: Interest = { match_id, view: viewOf(kind), channels: [channel], filter: filterOf(types) };
    const other = interests.get(match_id);
    interests.set(match_id, other ? combined(other, one) : one);
  }
  return interests;
}

function combined(one: Interest, other: Interest): Interest {
  const view = one.view === "private" ? one.view : other.view;
  const channels = [one, other].filter((each) => each.view === view).flatMap((each) => each.channels);
  return { match_id: one.match_id, view, channels, filter: either(one.filter, other.filter) };
}

/** `seq` of the last entry that such a viewer was sent a frame of; 0 if there is none. */
export function positionOf(
  { snapshot, public_seq, positions }: StoredSnapshot,
  { view, filter }: Pick<Interest, "view" | "filter">,
): number {
  if (!filter) return view === "public" ? public_seq : snapshot.seq;
  const shown = [...filter].filter((type) => view === "private" || isKeyEvent(type));
  return Math.max(0, ...[...shown, "*" as const].map((type) => positions[type] ?? 0));
}
