import type { Telling } from "./fanout/telling.ts";
import type { Member } from "./match/control-frame.ts";
import type { Dialect } from "./match/dialects/index.ts";
import type { KnownEvent, LogEntry } from "./match/entry.ts";
import type { EventType, StreamRecord } from "./match/event.ts";
import type { Feeds } from "./match/feeds.ts";
import type { MatchFrame } from "./match/frame.ts";
import type { MatchState, Positions, Snapshot } from "./match/state.ts";
import type { Status } from "./match/status.ts";
import type { View } from "./match/view.ts";

/**
 * The outside world as the stages of the pipeline see it. `io/` makes these real, tests make them literal.
 * Whatever cannot be done rejects; nothing here swallows an error.
 */

/** The ordered stream between the webhook and the consumer. */
export interface EventStream {
  /** Resolves once the stream holds every record, those of one match in the order given. */
  publish(records: readonly StreamRecord[]): Promise<void>;
}

/** A record as the stream holds it. */
export interface StreamedRecord {
  /** Decimal, up to 56 digits. */
  sequence_number: string;
  partition_key: string;
  data: Uint8Array;
  /** When the stream took it. */
  arrived_at: Date;
}

/** The stream, for who reads it again. */
export interface StreamReader {
  /**
   * Hands over every record that came in from `from` until the call, and maybe a few that came in since. Those of
   * one match may come out of order, but their sequence numbers grow. Rejects with OutageError if some cannot be had.
   */
  read(from: Date, take: (records: readonly StreamedRecord[]) => void): Promise<void>;
}

/** What a provider may send with: two secrets at a time, so that they can be rotated, and from where. */
export interface WebhookCredentials {
  secrets: readonly string[];
  /** CIDR blocks the provider sends from; empty means anywhere. */
  allow: readonly string[];
  /** Secret last segments of the path, for a provider that signs nothing; they count with an allow-list only. */
  paths: readonly string[];
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

/** What a vendor has an id of that we may have another one for. */
export const ID_KINDS = ["match", "team", "player", "league"] as const;
export type IdKind = (typeof ID_KINDS)[number];

/** A vendor's id; of custom feeds the id as they send it. */
export interface ExternalId {
  provider: string;
  kind: IdKind;
  external: string;
}

/** What a vendor's id is with us. */
export interface InternalId {
  id: string;
  /** Of matches: among several feeds of one match the lowest acts where it can; missing is after all others. */
  priority?: number;
}

/** A line of the id map. */
export interface IdMapping extends ExternalId, InternalId {
  /** RFC 3339 UTC. */
  updated_at: string;
}

export function externalKey({ provider, kind, external }: ExternalId): string {
  return `${provider}#${kind}#${external}`;
}

/** Which of our ids a vendor's ids are. */
export interface IdMap {
  /** By `externalKey`; those without a line are missing. A change may take a minute to show. */
  lookup(ids: readonly ExternalId[]): Promise<ReadonlyMap<string, InternalId>>;
}

/** The id map for those who look after it. */
export interface IdRegistry {
  get(id: ExternalId): Promise<IdMapping | undefined>;
  put(mapping: IdMapping): Promise<void>;
  /** Resolves with what was there. */
  remove(id: ExternalId): Promise<IdMapping | undefined>;
  /** Everything that is one id of ours, or of one kind; a change may take a moment to show. */
  list(id: string, kind?: IdKind): Promise<IdMapping[]>;
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
  /** Null before the first time. */
  stats_sent: SentStats | null;
  /** Null before the first was heard. */
  feeds: Feeds | null;
}

/** The last statistics that viewers of a match were told. */
export interface SentStats {
  /** RFC 3339 UTC. */
  at: string;
  /** Tells them from others. */
  digest: string;
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
  feeds: Feeds | null;
}

/** How far the viewers of a match have been served. */
export interface Pushed {
  match_id: string;
  seq: number;
  /** Connections its last frame was meant for; as before if missing. */
  viewers?: number;
  /** As before if missing. */
  stats?: SentStats;
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
  /** Remembers how far viewers have been served, and how many; a position never moves back. */
  markPushed(positions: readonly Pushed[]): Promise<void>;
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
  /** Position of each type of event, for viewers who filter. */
  positions: Positions;
}

export interface SnapshotStore {
  /** Keeps the newest: a snapshot older than the stored one is ignored. */
  put(snapshots: readonly StoredSnapshot[]): Promise<void>;
  get(matchIds: readonly string[]): Promise<Map<string, StoredSnapshot>>;
}

/** What the viewers of one kind saw of one entry. */
export interface EntryFrames {
  match_id: string;
  seq: number;
  /** `seq` of the entry before it that they saw; 0 if none. */
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
  append(entries: readonly (EntryFrames & { view: View })[]): Promise<void>;
  /**
   * The first entries with `afterSeq < seq`, at most `limit`. Sees every `append` that has resolved.
   *
   * @param enough those after this `seq` may be left out
   */
  since(view: View, matchId: string, afterSeq: number, limit: number, enough?: number): Promise<FramePage>;
  /** The last entries with `seq < beforeSeq`, or the last of all, at most `limit`. */
  before(view: View, matchId: string, beforeSeq: number | undefined, limit: number): Promise<FramePage>;
}

/** Whose connection it is, by the claims of the token it came with. */
export interface Bearer {
  /** `sub` of the token, with its issuer: two issuers may both have a user 1. Nobody else is shown it. */
  user_id: string;
  /** `sub` of the token: the `id` that other members of a channel are shown. */
  sub: string;
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
  /** Rejects with InvalidTokenError, or with OutageError if the issuer's keys cannot be had. */
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

/** What a connection wants of one of its channels. */
export type Wish = Omit<Subscription, "channel">;

export interface Connection extends Manner {
  connected_at: Date;
  bearer?: Bearer;
  /** By channel, named as it is stored. */
  subscriptions: ReadonlyMap<string, Wish>;
}

/** A message of a connection, and what the connection was before it. */
export interface Heard {
  connection: Connection;
  /** Messages in this second, this one included. */
  messages: number;
  /** When it spoke before, in whole seconds; when it came, if it never did. */
  last: Date;
}

/** Who is connected, and to which channels. */
export interface Audience {
  /** Registers a connection, and what it is subscribed to from the start; forgotten after `ttl` at the latest. */
  open(
    connectionId: string,
    connection: Omit<Connection, "subscriptions">,
    subscriptions?: readonly Subscription[],
  ): Promise<void>;
  /** A newer token: what needs one lives on until its end. */
  renew(connectionId: string, bearer: Bearer): Promise<void>;
  /** A channel it is on already is from now on wanted as it is said here. */
  subscribe(connectionId: string, subscriptions: readonly Subscription[]): Promise<void>;
  unsubscribe(connectionId: string, channels: readonly string[]): Promise<void>;
  connection(connectionId: string): Promise<Connection | undefined>;
  /** Counts a message. Undefined if there is no such connection. */
  heard(connectionId: string, now: Date): Promise<Heard | undefined>;
  /**
   * Forgets the connection and all its subscriptions; forgetting twice is fine. Resolves with what it was, if it
   * was this call that forgot it.
   */
  forget(connectionId: string): Promise<Connection | undefined>;
  /** The connections of each channel, or those of a segment; a channel without any has an empty list. */
  subscribers(channels: readonly string[], segment?: Segment): Promise<Map<string, Subscriber[]>>;
  /** About how many connections each channel has, from a sample; 0 where nobody ever was. */
  sizes(channels: readonly string[]): Promise<Map<string, number>>;
}

/** Whose connections are counted together. */
export interface Visitor {
  /** Undefined for whoever came without a token. */
  user_id?: string;
  /** IP address; undefined where it has been counted already. */
  address?: string;
}

/** How many connections each user and each address has, and that none has too many. */
export interface Turnstile {
  /** Counts a connection. Resolves with false, and has not counted it, if its user or address has enough. */
  enter(connectionId: string, visitor: Visitor, now: Date): Promise<boolean>;
  /** It is over; a second time does nothing. */
  leave(connectionId: string): Promise<void>;
}

/** How many were on a presence channel when they were last counted. */
export interface Census {
  members: number;
  /** When somebody last took it on to count them, in milliseconds since the epoch; 0 if nobody has. */
  at: number;
}

/** Who is on presence channels: users, however many connections each has. */
export interface Presence {
  /** A connection is on the channel, or still is. Resolves with true if no connection of the user was. */
  enter(
    channel: string,
    user: Pick<Bearer, "user_id" | "sub" | "name">,
    connectionId: string,
  ): Promise<boolean>;
  /** Resolves with true if it was the last connection of the user. Leaving twice is fine. */
  leave(channel: string, userId: string, connectionId: string): Promise<boolean>;
  /**
   * Everybody on the channel, by id. Those not seen for too long are struck off; `gone` are those of them whom this
   * call and no other struck off.
   */
  roll(channel: string): Promise<{ present: Member[]; gone: Member[] }>;
  /** The last count; may be a second old. */
  census(channel: string): Promise<Census>;
  /** Takes it on to count. Resolves with false if somebody else has since `before`. */
  claim(channel: string, before: number): Promise<boolean>;
  record(channel: string, members: number): Promise<void>;
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

/** What is posted before what when not everything can be posted at once. */
export const POST_RANKS = ["urgent", "normal", "stats"] as const;
export type PostRank = (typeof POST_RANKS)[number];

/** What all who fan out have together: an account's calls to API Gateway are limited, vendors' deliveries among them. */
export interface PostBudget {
  readonly postsPerSecond: number;
  /** The most posts to ask for at a time, so that everybody gets a turn. */
  readonly chunk: number;
  /**
   * Asks for leave to make that many posts now. Resolves with 0 if it is given, or with the milliseconds after
   * which to ask again. Rejects if nobody keeps count at the moment.
   */
  take(posts: number, rank: PostRank): Promise<number>;
}

/** What a segment of the audience is to be told. */
export interface BroadcastOrder {
  segment: Segment;
  tellings: readonly Telling[];
  /** Milliseconds since the epoch; no post is begun after it. */
  until: number;
}

/** What became of an order: numbers of posts, and of viewers. */
export interface Served {
  delivered: number;
  failed: number;
  /** For which there was neither time nor budget. */
  skipped: number;
  /** Statistics left out for the same reason: the next ones say all that they said. */
  conflated: number;
  /** That had to wait for the budget. */
  deferred: number;
  /** Viewers who had left. */
  gone: number;
  /** Connections that were to be told, by match. */
  viewers: Readonly<Record<string, number>>;
}

/** The stage that serves large audiences, a segment each. */
export interface Broadcasters {
  /** Resolves when the segment has been served. Rejects with OutageError if it was not, or if nobody knows. */
  serve(order: BroadcastOrder): Promise<Served>;
}

/** A record that can never be processed, kept aside for a person to look at. */
export interface DeadLetter {
  reason: "undecodable" | "invalid" | "rejected";
  /** What exactly was wrong. */
  message: string;
  sequence_number: string;
  partition_key: string;
  /** Whose item it is, where that can be told. */
  provider?: string;
  /** Index of the item in its record, where only one item was bad. */
  item?: number;
  /** The record as it came, base64. */
  data: string;
}

export interface DeadLetters {
  send(letters: readonly DeadLetter[]): Promise<void>;
}

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

/** Where it is noted how feeds are doing. */
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

/** What is noted of a provider. */
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

/** Starts the stage that greets a connection whose handshake is still under way. */
export interface Greeter {
  /** @param after `seq` of the last frame it has, by match channel */
  greet(
    connectionId: string,
    channels: readonly string[],
    after?: Readonly<Record<string, number>>,
  ): Promise<void>;
}

/** Reads for people: the HTTP API's view of the log. */
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

export interface MatchQuery {
  /** A status, or `live` for all that are in play. */
  status?: string;
  league?: string;
  limit: number;
  cursor?: string;
}

/** With which key, and how often, a vendor may be polled. */
export interface PollAccount {
  key: string;
  /** Base URL, if it is not the vendor's usual one. */
  url?: string | undefined;
  /** Where the stream is, if it is not the usual place. */
  streamUrl?: string | undefined;
  /** Seconds from one poll to the next. */
  intervalS?: number | undefined;
  /** Calls that the key may make, where the vendor's answers do not tell, or where it is to be less. */
  perMinute?: number | undefined;
  perDay?: number | undefined;
}

export interface PollAccounts {
  /** Undefined where no key has been set: the provider is not polled. */
  accountOf(provider: string): Promise<PollAccount | undefined>;
}

/** Lets one invocation at a time poll a provider, and keeps what the next one has to know. */
export interface PollStates {
  /** What was last kept, ours until `until`; undefined while it is somebody else's. */
  take(
    provider: string,
    holder: string,
    now: number,
    until: number,
  ): Promise<{ content: string | undefined } | undefined>;
  /** Rejects with LostLeaseError if it is not ours any more. */
  keep(provider: string, holder: string, content: string): Promise<void>;
  /** Keeps it and gives it back. Rejects with LostLeaseError if it is not ours any more. */
  release(provider: string, holder: string, content: string): Promise<void>;
}

/** Somebody else has begun to poll, because we took too long. */
export class LostLeaseError extends Error {
  override readonly name = "LostLeaseError";
}

export interface VendorRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Of the body, decompressed. */
  maxBytes: number;
}

export interface VendorAnswer {
  status: number;
  body: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
}

/** A vendor's REST API. */
export interface VendorHttp {
  /** Rejects with VendorUnreachableError where there is no whole answer from where it was asked for. */
  get(request: VendorRequest): Promise<VendorAnswer>;
}

/** Says why and nothing else: address and headers of a request hold the key. */
export class VendorUnreachableError extends Error {
  override readonly name = "VendorUnreachableError";
  readonly reason: "unreachable" | "too_slow" | "too_large" | "redirected";

  constructor(reason: VendorUnreachableError["reason"]) {
    super(`the vendor's answer is ${reason}`);
    this.reason = reason;
  }
}

export interface StreamRequest {
  transport: "websocket" | "lines";
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Of one message. */
  maxBytes: number;
}

/** What is heard of a stream. */
export type StreamPart =
  /** The vendor has accepted the subscription: from here on nothing is missed. */
  | { kind: "open" }
  /** A sign of life that says nothing. */
  | { kind: "sign" }
  | { kind: "message"; text: string };

/** Vendors' streams. */
export interface VendorStreams {
  /**
   * Ends when the vendor ends it, or `signal` does. Throws StreamRefusedError or VendorUnreachableError if there is
   * no stream, or no more of it.
   */
  open(request: StreamRequest, signal: AbortSignal): AsyncIterable<StreamPart>;
}

/** The vendor answered, but not with a stream. */
export class StreamRefusedError extends Error {
  override readonly name = "StreamRefusedError";
  readonly status: number;
  readonly retryAfter: string | undefined;

  constructor(status: number, retryAfter?: string) {
    super(`the vendor answered ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
