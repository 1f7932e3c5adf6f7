import type { Transition } from "./changes.ts";
import type { FeedNotice, FeedStatus } from "./feed-notice.ts";
import type { MatchState } from "./state.ts";
import { isLive, type Status } from "./status.ts";

const MINUTE_MS = 60_000;
/** A feed may be silent for this long while the ball is in play. */
const STALE_MS = 5 * MINUTE_MS;
/** A feed has nothing to report between periods: half-time has fifteen minutes. */
const STALE_IN_BREAK_MS = STALE_MS + 15 * MINUTE_MS;
/** A stale feed that stays silent for this much longer is down. */
const DOWN_AFTER_MS = 15 * MINUTE_MS;

const BREAKS: ReadonlySet<Status> = new Set<Status>([
  "half_time",
  "extra_time_break",
  "extra_time_half_time",
]);

/** Rates a feed that last sent something `silentMs` ago, by the status of the match. */
export function feedStatusOf(status: Status, silentMs: number): FeedStatus {
  if (!isLive(status)) return "healthy";
  const patience = BREAKS.has(status) ? STALE_IN_BREAK_MS : STALE_MS;
  if (silentMs < patience) return "healthy";
  return silentMs < patience + DOWN_AFTER_MS ? "stale" : "down";
}

/** The feed of a match in play: the status of the match, and when the feed last sent something about it. */
interface MonitoredFeed {
  status: Status;
  heard_at: Date;
}

/** When the provider last sent anything, a heartbeat or an item of any match. */
interface LastHeartbeat {
  alive_at?: Date;
}

/** Since when a feed is silent. A heartbeat counts: a provider without news is not silent. */
export function silentSince({ heard_at }: MonitoredFeed, { alive_at = heard_at }: LastHeartbeat): Date {
  return alive_at > heard_at ? alive_at : heard_at;
}

/** Rates the feed of a match in play by how long it has been silent. */
export function silenceOf(feed: MonitoredFeed, sign: LastHeartbeat, now: Date): FeedStatus {
  return feedStatusOf(feed.status, now.getTime() - silentSince(feed, sign).getTime());
}

/**
 * Applies a notice to a match. Viewers get one frame when their feed is in trouble, one if it gets worse, and one
 * when it is well again. A notice changes nothing if the match is not live, or if a feed of the match has sent
 * something since.
 */
export function applyNotice(state: MatchState, feed: FeedNotice): Transition | undefined {
  const { provider, status, silent_since } = feed;
  const shown = state.feed_trouble?.status ?? "healthy";
  if (status === shown) return undefined;
  const { feed_trouble: _, ...well } = state;
  if (status === "healthy") return effect(feed, well);
  const receivedSince = Object.values(state.heard ?? {}).some((at) => silent_since && at > silent_since);
  if (!isLive(state.status) || receivedSince) return undefined;
  return effect(feed, { ...well, feed_trouble: { provider, status } });
}

function effect(feed: FeedNotice, state: MatchState): Transition {
  return { item: { kind: "feed", feed }, state, changes: {}, isPublic: true };
}

/** A feed that was noted within this time is not noted again: the note serves for silences of minutes. */
const NOTED_MS = 30_000;

/** The provider of events entered by hand. It is no feed: nobody waits for its next message. */
export const MANUAL_PROVIDER = "manual";

export function isFeed(provider: string): boolean {
  return provider !== MANUAL_PROVIDER;
}

/**
 * Notes when a feed of a live match last sent something; the same state if the last note is fresh. @param at RFC 3339
 * UTC
 */
export function withFeedSeen(state: MatchState, provider: string, at: string): MatchState {
  const last = state.heard?.[provider];
  if (!isLive(state.status) || !isFeed(provider)) return state;
  if (last !== undefined && Date.parse(at) - Date.parse(last) < NOTED_MS) return state;
  return { ...state, heard: { ...state.heard, [provider]: at } };
}

/** The notice for viewers who saw a feed in trouble, once a feed of the match sends something again. */
export function healthyNotice(state: MatchState, provider: string, at: string): FeedNotice | undefined {
  if (!state.feed_trouble || !isFeed(provider)) return undefined;
  return { provider, match_id: state.match_id, status: "healthy", occurred_at: at };
}
