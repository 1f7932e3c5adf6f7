import type { KnownEvent, LogEntry } from "../match/entry.ts";
import type { Feeds } from "../match/feeds.ts";
import type { MatchState, Snapshot } from "../match/state.ts";
import type { StreamPosition } from "./stream.ts";

/** A match as it is stored between two batches. */
export interface StoredMatch {
  state: MatchState;
  position: StreamPosition | null;
  /** Number of the last entry that was pushed to viewers. */
  pushed_seq: number;
  /** The last statistics that were posted; null before the first. */
  stats_sent: SentStats | null;
  /** Null before the first item of a feed. */
  feeds: Feeds | null;
}

/** The last statistics that were posted to the viewers of a match. */
export interface SentStats {
  /** RFC 3339 UTC. */
  at: string;
  /** Identifies their content. */
  digest: string;
}

/** Identifies an event of a feed. */
export interface EventKey {
  match_id: string;
  provider: string;
  event_id: string;
}

/** Identifies the feed of one provider about one match. */
export interface FeedKey {
  match_id: string;
  provider: string;
}

/** The outcome of a batch for one match, ready to be stored. */
export interface MatchWrite {
  state: MatchState;
  position: StreamPosition;
  /** Continues the log without a hole; empty where only the position moved. */
  entries: readonly LogEntry[];
  /** Revision of the event of each entry; null for a status report. Same length as `entries`. */
  revisions: readonly (number | null)[];
  feeds: Feeds | null;
}

/** The last entry of a match that was pushed to its viewers. */
export interface PushPosition {
  match_id: string;
  seq: number;
  /** Connections its last frame was meant for; as before if missing. */
  viewers?: number;
  /** As before if missing. */
  stats?: SentStats;
}

/** The log and the state of every match, in Postgres, for the consumer and the reconciler. */
export interface MatchStore {
  /** The stored matches, by id; unknown ones are missing. */
  load(matchIds: readonly string[]): Promise<Map<string, StoredMatch>>;
  /**
   * The last version of each of `events`, and of every event of `feeds`, by `eventKey`; those never seen are
   * missing.
   */
  known(events: readonly EventKey[], feeds: readonly FeedKey[]): Promise<Map<string, KnownEvent>>;
  /**
   * Stores all of it or none. Rejects with StaleWriteError if another writer was faster on any match (load
   * again and redo), with RejectedWriteError if the data itself cannot be stored, and with anything else if
   * the database could not be reached or did not answer.
   */
  commit(writes: readonly MatchWrite[]): Promise<void>;
  /** Entries with `after < seq`, in order. */
  entriesAfter(positions: readonly { match_id: string; after: number }[]): Promise<LogEntry[]>;
  /** Stores the last pushed entry and the number of viewers. Ignores an entry before the stored one. */
  markPushed(positions: readonly PushPosition[]): Promise<void>;
}

/** Another writer changed a match between load and commit: load it again, reduce again and commit that. */
export class StaleWriteError extends Error {
  override readonly name = "StaleWriteError";
}

/** The database refused the data itself: the same data can never be stored. */
export class RejectedWriteError extends Error {
  override readonly name = "RejectedWriteError";
}

/** A text that identifies an event; not for people. */
export function eventKey({ match_id, provider, event_id }: EventKey): string {
  return `${match_id}\u0000${provider}\u0000${event_id}`;
}

/** Reads matches and their logs, for the HTTP API. Rejects if the database does not answer. */
export interface MatchReader {
  match(matchId: string): Promise<WatchedMatch | undefined>;
  /** Newest kick-off first. `cursor` is what the page before answered. */
  matches(query: MatchQuery): Promise<{ matches: WatchedMatch[]; next_cursor: string | null }>;
  /** Entries with `after_seq < seq`, in order; undefined if there is no such match. */
  events(matchId: string, afterSeq: number, limit: number): Promise<LogEntry[] | undefined>;
}

/** A match, and how many connections its last frame was meant for. */
export interface WatchedMatch extends Snapshot {
  viewers: number;
}

/** Which matches to list. */
export interface MatchQuery {
  /** A status, or `live` for all that are in play. */
  status?: string;
  league?: string;
  limit: number;
  cursor?: string;
}
