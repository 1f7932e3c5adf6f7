import type { Member } from "../match/control-frame.ts";
import type { Dialect } from "../match/dialects/index.ts";
import type { EventType } from "../match/event.ts";
import type { Bearer } from "./tokens.ts";

/** How a connection wants its frames. */
export interface FrameFormat {
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
export interface Subscriber extends FrameFormat {
  id: string;
  types?: readonly EventType[];
}

/** One part of the audience of every channel: the connections whose hash is `index` modulo `of`, a power of two. */
export interface Segment {
  index: number;
  of: number;
}

/** What a connection wants of one of its channels. */
export type SubscriptionFilter = Omit<Subscription, "channel">;

export interface Connection extends FrameFormat {
  connected_at: Date;
  bearer?: Bearer;
  /** By channel, named as it is stored. */
  subscriptions: ReadonlyMap<string, SubscriptionFilter>;
}

/** A message of a connection, and what the connection was before it. */
export interface ReceivedMessage {
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
  countMessage(connectionId: string, now: Date): Promise<ReceivedMessage | undefined>;
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
export interface ConnectionLimiter {
  /** Counts a connection. Resolves with false, and has not counted it, if its user or address has enough. */
  enter(connectionId: string, visitor: Visitor, now: Date): Promise<boolean>;
  /** It is over; a second time does nothing. */
  leave(connectionId: string): Promise<void>;
}

/** How many were on a presence channel when they were last counted. */
export interface MemberCount {
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
  members(channel: string): Promise<{ present: Member[]; gone: Member[] }>;
  /** The last count; may be a second old. */
  memberCount(channel: string): Promise<MemberCount>;
  /** Takes it on to count. Resolves with false if somebody else has since `before`. */
  claimCount(channel: string, before: number): Promise<boolean>;
  recordCount(channel: string, members: number): Promise<void>;
}
