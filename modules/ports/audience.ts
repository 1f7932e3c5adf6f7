import type { Member } from "../match/control-frame.ts";
import type { Dialect } from "../match/dialects/index.ts";
import type { EventType } from "../match/event.ts";
import type { Bearer } from "./tokens.ts";

/** The format in which a connection wants its frames. */
export interface FrameFormat {
  dialect: Dialect;
  /** Whether frames that are posted at the same time are combined into one message. */
  batch: boolean;
}

/** A channel by its stored name, and the types of events that a viewer wants of it; all if `types` is missing. */
export interface Subscription {
  channel: string;
  types?: readonly EventType[];
}

/** A connection on a channel, with what is needed to post to it. */
export interface Subscriber extends FrameFormat {
  id: string;
  types?: readonly EventType[];
}

/** A part of the audience of every channel: the connections whose hash is `index` modulo `of`, a power of two. */
export interface Segment {
  index: number;
  of: number;
}

/** The filter of a connection for one of its channels. */
export type SubscriptionFilter = Omit<Subscription, "channel">;

/** A connection as it is stored. */
export interface Connection extends FrameFormat {
  connected_at: Date;
  bearer?: Bearer;
  /** By channel, named as it is stored. */
  subscriptions: ReadonlyMap<string, SubscriptionFilter>;
}

/** The count of a message, and the connection as it was before it. */
export interface ReceivedMessage {
  connection: Connection;
  /** Messages in this second, this one included. */
  messages: number;
  /** When the message before came, in whole seconds; the time of the handshake if there was none. */
  last: Date;
}

/**
 * The connections and their subscriptions: the socket routes write them, and all that posts reads them. Rejects when
 * the tables cannot be reached.
 */
export interface Audience {
  /** Registers a connection and its first subscriptions. They end with the longest life of a connection. */
  open(
    connectionId: string,
    connection: Omit<Connection, "subscriptions">,
    subscriptions?: readonly Subscription[],
  ): Promise<void>;
  /** Stores a newer token: the subscriptions that need one then last until it expires. */
  renew(connectionId: string, bearer: Bearer): Promise<void>;
  /** Adds subscriptions. One to a channel that the connection is on replaces the filter. */
  subscribe(connectionId: string, subscriptions: readonly Subscription[]): Promise<void>;
  unsubscribe(connectionId: string, channels: readonly string[]): Promise<void>;
  connection(connectionId: string): Promise<Connection | undefined>;
  /** Counts a message. Undefined if there is no such connection. */
  countMessage(connectionId: string, now: Date): Promise<ReceivedMessage | undefined>;
  /**
   * Removes the connection and all its subscriptions; a second time does nothing. Resolves with what it was, if this
   * call removed it.
   */
  forget(connectionId: string): Promise<Connection | undefined>;
  /** The connections of each channel, or those of a segment; a channel without any has an empty list. */
  subscribers(channels: readonly string[], segment?: Segment): Promise<Map<string, Subscriber[]>>;
  /**
   * The approximate number of connections of each channel, from a sample; 0 if it never had any. For dividing the work.
   */
  sizes(channels: readonly string[]): Promise<Map<string, number>>;
}

/** The user and the address whose connections are counted. */
export interface Visitor {
  /** Undefined without a token. */
  user_id?: string;
  /** IP address; undefined if it has been counted already. */
  address?: string;
}

/** Limits the number of connections of each user and each address, at the handshake and at `authenticate`. */
export interface ConnectionLimiter {
  /** Counts a connection. Resolves with false, and does not count it, if its user or address has reached the limit. */
  enter(connectionId: string, visitor: Visitor, now: Date): Promise<boolean>;
  /** Takes a connection off the count; a second time does nothing. */
  leave(connectionId: string): Promise<void>;
}

/** The number of members of a presence channel when they were last counted. */
export interface MemberCount {
  members: number;
  /** When the last count was claimed, in milliseconds since the epoch; 0 if none was. */
  at: number;
}

/** The members of presence channels: users, each once, however many connections a user has. */
export interface Presence {
  /** Records that a connection is on the channel. Resolves with true if the user was not a member before. */
  enter(
    channel: string,
    user: Pick<Bearer, "user_id" | "sub" | "name">,
    connectionId: string,
  ): Promise<boolean>;
  /** Takes a connection off. Resolves with true if it was the user's last. A second time does nothing. */
  leave(channel: string, userId: string, connectionId: string): Promise<boolean>;
  /**
   * The members of the channel, in the order of their ids. Removes members who were silent for too long; `gone` lists
   * those whom this call, and no other, removed.
   */
  members(channel: string): Promise<{ present: Member[]; gone: Member[] }>;
  /** The last recorded count; up to a second old. */
  memberCount(channel: string): Promise<MemberCount>;
  /**
   * Claims the next count. Resolves with false if another call has claimed one since `before`, in ms since the epoch.
   */
  claimCount(channel: string, before: number): Promise<boolean>;
  /** Stores the number of members for `memberCount`. */
  recordCount(channel: string, members: number): Promise<void>;
}
