import type { Status } from "../match/status.ts";
import type { FeedKey } from "./matches.ts";

/**
 * The numbers of items that a provider sent, by what became of them. Of an event list each event counts, so a feed that
 * sends the same list again and again has mostly duplicates. `received` is the sum of the other three.
 */
export interface FeedCounts {
  received: number;
  /** Items that gave an entry of a log. */
  processed: number;
  /** Items that changed nothing. */
  duplicate: number;
  /** Items that can never be processed, and bodies that were refused. */
  failed: number;
  /** Milliseconds from arrival until storage, summed over the processed items. */
  latency_ms: number;
}

/** What a body that was refused adds to the counts of its provider. */
export const ONE_FAILED: FeedCounts = { received: 1, processed: 0, duplicate: 0, failed: 1, latency_ms: 0 };

/** A feed of a match in play. */
export interface LiveFeed extends FeedKey {
  status: Status;
  /** When the last item of the feed arrived; at most ten seconds too early, since it is written that seldom. */
  heard_at: Date;
}

/**
 * Records the health of feeds, for operators and for the feed monitor: the consumer counts items and notes live feeds,
 * the webhook counts refused bodies, the poller and the feed bridge note whether a vendor is reachable. Callers do not
 * depend on it: an error costs a line in the log.
 */
export interface FeedHealthRecorder {
  /** Adds to the counts of a provider. @param heardAt when the last valid item arrived; missing if there was none */
  addCounts(provider: string, counts: FeedCounts, at: Date, heardAt?: Date): Promise<void>;
  /** Records when each feed of a match in play was last heard. */
  recordLive(feeds: readonly LiveFeed[]): Promise<void>;
  /** Removes feeds whose match is no longer in play: nobody waits for their next item. */
  removeLive(feeds: readonly FeedKey[]): Promise<void>;
  /** Records a heartbeat of a provider, or anything else that arrived from it without an item. */
  recordHeartbeat(provider: string, at: Date): Promise<void>;
  /** Records that a provider cannot be reached and is not called again before `until`. */
  recordUnreachable(provider: string, until: Date): Promise<void>;
  /** Records that a provider can be reached again. */
  recordReachable(provider: string, at: Date): Promise<void>;
}

/** The recorded health of a provider. */
export interface FeedReport {
  /** In the window asked for. */
  counts: FeedCounts;
  /** When the last valid item arrived; missing if that is more than a week ago. */
  heard_at?: Date;
  /** When the last heartbeat arrived. */
  alive_at?: Date;
  /** Until when the provider is not called, because it cannot be reached. */
  unreachable_until?: Date;
}

/** Reads the health of feeds, for the feed monitor and the route of operators. */
export interface FeedHealthReader {
  /** The feeds of all matches in play of which an item arrived in the last hours. */
  live(): Promise<LiveFeed[]>;
  /** @param since start of the window of the counts */
  report(provider: string, since: Date): Promise<FeedReport>;
}
