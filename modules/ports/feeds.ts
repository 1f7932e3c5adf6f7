import type { Status } from "../match/status.ts";
import type { FeedKey } from "./matches.ts";

/**
 * What became of what a feed sent. Of a list of a match's events each one counts, so a feed that sends the same
 * list again and again has mostly duplicates. `received` is the sum of the other three.
 */
export interface FeedCounts {
  received: number;
  /** Gave an entry of a log. */
  processed: number;
  /** Changed nothing. */
  duplicate: number;
  /** Items that can never be processed, and bodies that were refused. */
  failed: number;
  /** Sum over what was processed, from its arrival until it was stored. */
  latency_ms: number;
}

/** A match in play, and when one of its feeds was last heard, at the latest. */
export interface LiveFeed extends FeedKey {
  status: Status;
  heard_at: Date;
}

/** Records the health of feeds. */
export interface FeedJournal {
  /** Adds to what is counted of a provider. `heard_at` is when the last of it arrived, if anything was fit for use. */
  count(provider: string, counts: FeedCounts, at: Date, heardAt?: Date): Promise<void>;
  heard(feeds: readonly LiveFeed[]): Promise<void>;
  /** The match is no longer in play: nobody waits for these. */
  over(feeds: readonly FeedKey[]): Promise<void>;
  /** The connection to a provider shows signs of life, such as a heartbeat, though it tells nothing. */
  alive(provider: string, at: Date): Promise<void>;
  /** The provider cannot be reached, and is not asked again before `until`. A time in the past ends that. */
  unreachable(provider: string, until: Date): Promise<void>;
}

/** The recorded health of a provider. */
export interface FeedReport {
  /** Of the window asked for. */
  counts: FeedCounts;
  /** When anything fit for use last came; undefined if that is more than a week ago. */
  heard_at?: Date;
  /** The last sign of life without news, and until when it is left alone. */
  alive_at?: Date;
  unreachable_until?: Date;
}

export interface FeedReader {
  /** Every feed of a match in play, as far as the match was heard of in the last hours. */
  live(): Promise<LiveFeed[]>;
  /** @param since start of the window of the counts */
  report(provider: string, since: Date): Promise<FeedReport>;
}
