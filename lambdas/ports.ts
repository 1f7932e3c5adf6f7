import type { Dialect } from "./match/dialects/index.ts";
import type { KnownEvent, LogEntry } from "./match/entry.ts";
import type { EventType, StreamRecord } from "./match/event.ts";
import type { MatchFrame } from "./match/frame.ts";
import type { MatchState, Snapshot } from "./match/state.ts";

/**
 * The outside world as the stages of the pipeline see it. `io/` makes these real, tests make them literal.
 * Whatever cannot be done rejects; nothing here swallows an error.
 */

/** The ordered stream between the webhook and the consumer. */
export interface EventStream {
  /** Resolves once the stream holds every record, those of one match in the order given. */
  publish(records: readonly StreamRecord[]): Promise<void>;
}

/** What a provider may send with: two secrets at a time, so that they can be rotated, and from where. */
export interface WebhookCredentials {
  secrets: readonly string[];
  /** CIDR blocks the provider sends from; empty means anywhere. */
  allow: readonly string[];
}

export interface CredentialStore {
  /** @param fresh ask the source, not the cache: a signature failed and the secret may just have changed */
  credentialsOf(provider: string, fresh?: boolean): Promise<WebhookCredentials>;
}

/** What has been delivered already, by `webhook-id`. */
export interface DeliveryLog {
  /** Number of items the delivery had when it was accepted, or undefined if it was not. */
  accepted(provider: string, webhookId: string): Promise<number | undefined>;
  remember(provider: string, webhookId: string, items: number): Promise<void>;
}

/** Counts deliveries of a provider per minute. */
export interface RateCounter {
  /** Counts one delivery and resolves with how many there were in this minute. */
  count(provider: string, now: Date): Promise<number>;
}

/** Where a match stands in the stream: everything up to and including this has been applied. */
export interface StreamPosition {
  /** Kinesis sequence number: decimal, up to 56 digits. */
  sequence_number: string;
  /** Index of the item in its record. */
  item: number;
}

export interface StoredMatch {
  state: MatchState;
  position: StreamPosition | null;
  /** Number of the last entry that was pushed to viewers. */
  pushed_seq: number;
}

export interface EventKey {
  match_id: string;
  provider: string;
  event_id: string;
}

/** All that one provider has said about one match. */
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
}

/** The log and the state of every match. */
export interface MatchStore {
  /** The matches as they stand, by id; those nobody announced are missing. */
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
  /** Remembers how far viewers have been served; a position never moves back. */
  markPushed(positions: readonly { match_id: string; seq: number }[]): Promise<void>;
}

/** Another writer moved a match on between load and commit. */
export class StaleWriteError extends Error {
  override readonly name = "StaleWriteError";
}

/** The database understood and refused: retrying the same data can never pass. */
export class RejectedWriteError extends Error {
  override readonly name = "RejectedWriteError";
}

export function eventKey({ match_id, provider, event_id }: EventKey): string {
  return `${match_id}\u0000${provider}\u0000${event_id}`;
}

/** A match as the sockets stage needs it, without Postgres. */
export interface StoredSnapshot {
  snapshot: Snapshot;
  /** Position of the public channels. */
  public_seq: number;
}

export interface SnapshotStore {
  /** Keeps the newest: a snapshot older than the stored one is ignored. */
  put(snapshots: readonly StoredSnapshot[]): Promise<void>;
  get(matchIds: readonly string[]): Promise<Map<string, StoredSnapshot>>;
}

/** What public channels saw of one entry. */
export interface EntryFrames {
  match_id: string;
  seq: number;
  /** `seq` of the entry before it that public channels saw; 0 if none. */
  prev_seq: number;
  frames: readonly MatchFrame[];
}

export interface FramePage {
  /** In the order of `seq`. */
  entries: readonly EntryFrames[];
  /** Whether there are others in the direction asked for. */
  more: boolean;
}

/**
 * The frames of the last hours. It never has more than the log of the match, but may have less: what is old is
 * gone, and so is what is too large to be sent again. Each entry names the one before it, so a hole shows.
 */
export interface FrameLog {
  /** Each entry at most once; one that is there already is written again. */
  append(entries: readonly EntryFrames[]): Promise<void>;
  /** The first entries with `afterSeq < seq`, at most `limit`. Sees every `append` that has resolved. */
  since(matchId: string, afterSeq: number, limit: number): Promise<FramePage>;
  /** The last entries with `seq < beforeSeq`, or the last of all, at most `limit`. */
  before(matchId: string, beforeSeq: number | undefined, limit: number): Promise<FramePage>;
}

/** Whose connection it is, by the claims of the token it came with. */
export interface Bearer {
  /** `sub` of the token, with its issuer: two issuers may both have a user 1. */
  user_id: string;
  name?: string;
  /** From `scope`, such as `touchline:private`. */
  scopes: readonly string[];
  /** From the claim `channels`: patterns such as `private-match:*`. */
  channels: readonly string[];
  /** Milliseconds since the epoch. */
  expires_at: number;
}

/** The token is none of a known issuer's, was changed, has expired, or is not for us. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

export interface TokenVerifier {
  /** Rejects with InvalidTokenError, or with anything else if the issuer's keys cannot be had. */
  verify(token: string): Promise<Bearer>;
}

/** How a connection wants its frames. */
export interface Manner {
  dialect: Dialect;
  /** Frames that are there together come as one. */
  batch: boolean;
}

/** A channel, and of its events those a viewer wants; all if `types` is missing. */
export interface Subscription {
  channel: string;
  types?: readonly EventType[];
}

/** A connection as those who post to it need it. */
export interface Subscriber extends Manner {
  id: string;
  types?: readonly EventType[];
}

/** One part of the audience of every channel: the connections whose hash is `index` modulo `of`, a power of two. */
export interface Segment {
  index: number;
  of: number;
}

/** Who is connected, and to which channels. */
export interface Audience {
  /** Registers a connection; it is forgotten after `ttl` at the latest. */
  open(connectionId: string, connectedAt: Date): Promise<void>;
  subscribe(connectionId: string, channels: readonly string[]): Promise<void>;
  unsubscribe(connectionId: string, channels: readonly string[]): Promise<void>;
  /** Channels the connection is subscribed to. */
  channelsOf(connectionId: string): Promise<string[]>;
  /** Forgets the connection and all its subscriptions; forgetting twice is fine. */
  forget(connectionId: string): Promise<void>;
  /** Ids of the connections of each channel; a channel without any has an empty list. */
  subscribers(channels: readonly string[]): Promise<Map<string, string[]>>;
}

/** What became of a frame posted to a connection. */
export type PostOutcome =
  | "delivered"
  /** 410: the viewer has left. */
  | "gone"
  /** Throttled or failing beyond the retries: the viewer's `seq` check will tell it. */
  | "failed";

/** The `@connections` API of the WebSocket gateway. */
export interface Gateway {
  /** Posts one frame. Retries what is worth it and never rejects. */
  post(connectionId: string, payload: Payload): Promise<PostOutcome>;
}

/** A frame made ready to be posted to any number of connections: encoded and hashed once. */
export interface Payload {
  readonly body: Buffer;
  /** Hex SHA-256 of `body`. */
  readonly sha256: string;
}

/** A record that can never be processed, kept aside for a person to look at. */
export interface DeadLetter {
  reason: "undecodable" | "invalid" | "rejected";
  /** What exactly was wrong. */
  message: string;
  sequence_number: string;
  partition_key: string;
  /** Index of the item in its record, where only one item was bad. */
  item?: number;
  /** The record as it came, base64. */
  data: string;
}

export interface DeadLetters {
  send(letters: readonly DeadLetter[]): Promise<void>;
}

/** Starts the stage that greets a connection whose handshake is still under way. */
export interface Greeter {
  greet(connectionId: string, channels: readonly string[]): Promise<void>;
}

/** Reads for people: the HTTP API's view of the log. */
export interface MatchReader {
  match(matchId: string): Promise<Snapshot | undefined>;
  /** Newest kick-off first. `cursor` is what the page before answered. */
  matches(query: MatchQuery): Promise<{ matches: Snapshot[]; next_cursor: string | null }>;
  /** Entries with `after_seq < seq`, in order; undefined if there is no such match. */
  events(matchId: string, afterSeq: number, limit: number): Promise<LogEntry[] | undefined>;
}

export interface MatchQuery {
  /** A status, or `live` for all that are in play. */
  status?: string;
  league?: string;
  limit: number;
  cursor?: string;
}
