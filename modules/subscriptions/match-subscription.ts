import { canonicalChannel, matchIdOfChannel } from "../match/channels.ts";
import { isKeyEvent } from "../match/event.ts";
import { type EventFilter, either, filterOf } from "../match/event-filter.ts";
import { type View, viewOf } from "../match/view.ts";
import type { SubscriptionFilter } from "../ports/audience.ts";
import type { StoredSnapshot } from "../ports/recovery.ts";

/** All subscriptions of a connection to the channels of one match, taken together. */
export interface MatchSubscription {
  match_id: string;
  view: View;
  /** Those channels of the match that have this view. */
  channels: readonly string[];
  filter?: EventFilter;
}

/**
 * The subscriptions of a connection to channels of a single match, by match id. Private and presence channels carry
 * everything that the public channel carries, so a connection on several of them sees what the private one shows, and
 * an event has to pass only one of their filters.
 */
export function matchSubscriptionsOf(
  subscriptions: ReadonlyMap<string, SubscriptionFilter>,
): Map<string, MatchSubscription> {
  const byMatch = new Map<string, MatchSubscription>();
  for (const [channel, { types }] of subscriptions) {
    const match_id = matchIdOfChannel(channel);
    const kind = canonicalChannel(channel)?.kind;
    if (match_id === undefined || kind === undefined) continue;
    const one: MatchSubscription = {
      match_id,
      view: viewOf(kind),
      channels: [channel],
      filter: filterOf(types),
    };
    const other = byMatch.get(match_id);
    byMatch.set(match_id, other ? combined(other, one) : one);
  }
  return byMatch;
}

function combined(one: MatchSubscription, other: MatchSubscription): MatchSubscription {
  const view = one.view === "private" ? one.view : other.view;
  const channels = [one, other].filter((each) => each.view === view).flatMap((each) => each.channels);
  return { match_id: one.match_id, view, channels, filter: either(one.filter, other.filter) };
}

/** The `seq` of the last entry that a viewer with this view and filter was sent a frame of; 0 if there is none. */
export function lastVisibleSeq(
  { snapshot, public_seq, positions }: StoredSnapshot,
  { view, filter }: Pick<MatchSubscription, "view" | "filter">,
): number {
  if (!filter) return view === "public" ? public_seq : snapshot.seq;
  const visible = [...filter].filter((type) => view === "private" || isKeyEvent(type));
  return Math.max(0, ...[...visible, "*" as const].map((type) => positions[type] ?? 0));
}
