import type { Effect } from "./changes.ts";
import type { FeedNotice, FeedStatus } from "./feed-notice.ts";
import type { MatchState } from "./state.ts";
import { isLive, type Status } from "./status.ts";

const MINUTE_MS = 60_000;
/** What a feed may be silent for while the ball is in play. */
const STALE_MS = 5 * MINUTE_MS;
/** Between periods nothing happens that a feed could tell: half-time has fifteen minutes. */
const STALE_IN_BREAK_MS = STALE_MS + 15 * MINUTE_MS;
/** Silent for this much longer, a stale feed is down. */
const DOWN_AFTER_MS = 15 * MINUTE_MS;

const BREAKS: ReadonlySet<Status> = new Set<Status>([
  "half_time",
  "extra_time_break",
  "extra_time_half_time",
]);

/** How the feed of a match in `status` is doing that was last heard `silentMs` ago. */
export function feedStatusOf(status: Status, silentMs: number): FeedStatus {
  if (!isLive(status)) return "healthy";
  const patience = BREAKS.has(status) ? STALE_IN_BREAK_MS : STALE_MS;
  if (silentMs < patience) return "healthy";
  return silentMs < patience + DOWN_AFTER_MS ? "stale" : "down";
}

/**
 * What a notice makes of a match: viewers are told once that their feed is in trouble, once more if it gets worse,
 * and when it is well again. A match that is not live has no feed that could be late, and a notice that crossed
 * with something a feed of the match said is out of date.
 */
export function applyNotice(state: MatchState, feed: FeedNotice): Effect | undefined {
  const { provider, status, silent_since } = feed;
  const told = state.feed_trouble?.status ?? "healthy";
  if (status === told) return undefined;
  const { feed_trouble: _, ...well } = state;
  if (status === "healthy") return effect(feed, well);
  const heardSince = Object.values(state.heard ?? {}).some((at) => silent_since && at > silent_since);
  if (!isLive(state.status) || heardSince) return undefined;
  return effect(feed, { ...well, feed_trouble: { provider, status } });
}

function effect(feed: FeedNotice, state: MatchState): Effect {
  return { item: { kind: "feed", feed }, state, changes: {}, isPublic: true };
}

/** Heard within this time before, a feed need not be noted again: the note is for silences of minutes. */
const NOTED_MS = 30_000;

/** What a person enters is no feed: nobody waits for more of it. */
export const BY_HAND = "manual";

export function isFeed(provider: string): boolean {
  return provider !== BY_HAND;
}

/** Notes that a live match has heard of a feed at `at`, RFC 3339 UTC; the same state if that is known well enough. */
export function heardFrom(state: MatchState, provider: string, at: string): MatchState {
  const last = state.heard?.[provider];
  if (!isLive(state.status) || !isFeed(provider)) return state;
  if (last !== undefined && Date.parse(at) - Date.parse(last) < NOTED_MS) return state;
  return { ...state, heard: { ...state.heard, [provider]: at } };
}

/** The notice viewers are due when a feed speaks and they were told that there is trouble: they have one again. */
export function recovery(state: MatchState, provider: string, at: string): FeedNotice | undefined {
  if (!state.feed_trouble || !isFeed(provider)) return undefined;
  return { provider, match_id: state.match_id, status: "healthy", occurred_at: at };
}
