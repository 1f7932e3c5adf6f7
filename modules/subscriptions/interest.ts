import { canonicalChannel, matchOf } from "../match/channels.ts";
import { type EventType, isKeyEvent } from "../match/event.ts";
import type { MatchFrame } from "../match/frame.ts";
import { type View, viewOf } from "../match/view.ts";
import type { SubscriptionFilter } from "../ports/audience.ts";
import type { StoredSnapshot } from "../ports/recovery.ts";

/** What a connection sees of a match by the match's own channels. */
export interface Interest extends SubscriptionFilter {
  match_id: string;
  view: View;
  /** Those channels of the match that have this view. */
  channels: readonly string[];
}

/**
 * By match. Private and presence channels have all that the public one has, so a connection on several sees what
 * they do; and of their filters it is enough to pass one.
 */
export function interestsIn(subscriptions: ReadonlyMap<string, SubscriptionFilter>): Map<string, Interest> {
  const interests = new Map<string, Interest>();
  for (const [channel, { types }] of subscriptions) {
    const match_id = matchOf(channel);
    const kind = canonicalChannel(channel)?.kind;
    if (match_id === undefined || kind === undefined) continue;
    const one = { match_id, view: viewOf(kind), channels: [channel], ...(types ? { types } : {}) };
    const other = interests.get(match_id);
    interests.set(match_id, other ? both(other, one) : one);
  }
  return interests;
}

function both(one: Interest, other: Interest): Interest {
  const { match_id } = one;
  const view = one.view === "private" ? one.view : other.view;
  const channels = [one, other].filter((each) => each.view === view).flatMap((each) => each.channels);
  const types = one.types && other.types && [...one.types, ...other.types];
  return { match_id, view, channels, ...(types ? { types } : {}) };
}

/** `seq` of the last entry of which such a viewer was sent anything; 0 if there is none. */
export function positionOf(
  { snapshot, public_seq, positions }: StoredSnapshot,
  { view, types }: Pick<Interest, "view" | "types">,
): number {
  if (!types) return view === "public" ? public_seq : snapshot.seq;
  const shown = view === "public" ? types.filter(isKeyEvent) : types;
  return Math.max(0, ...[...shown, "*" as const].map((type) => positions[type] ?? 0));
}

/** A filter is about events; whatever else happens in a match is for everybody. */
export function passes(frame: MatchFrame, types: readonly EventType[] | undefined): boolean {
  return !types || frame.type !== "match_event" || types.includes(frame.data.event_type);
}
