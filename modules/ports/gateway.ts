import type { Publication } from "../match/publication.ts";
import type { Segment } from "./audience.ts";

/** What became of a frame posted to a connection. */
export type PostOutcome =
  | "delivered"
  /** API Gateway answered 410: the viewer has left. */
  | "gone"
  /** It was throttled or failed on every retry: the viewer finds out by its `seq` check. */
  | "failed";

/** The `@connections` API of API Gateway, by which frames reach viewers. */
export interface Gateway {
  /** Posts one frame. Retries failures that may pass; never rejects. */
  post(connectionId: string, payload: Payload): Promise<PostOutcome>;
}

/** A frame that is encoded and hashed once, to be posted to any number of connections. */
export interface Payload {
  readonly body: Buffer;
  /** Hex SHA-256 of `body`. */
  readonly sha256: string;
}

/** The ranks of posts: if not everything can be posted at once, the first rank comes first. */
export const POST_RANKS = ["urgent", "normal", "stats"] as const;

export type PostRank = (typeof POST_RANKS)[number];

/** The posts per second that all functions share: API Gateway limits the calls of an AWS account. */
export interface PostBudget {
  readonly postsPerSecond: number;
  /** The most posts to take at a time, so that every caller gets some. */
  readonly chunk: number;
  /**
   * Takes that many posts from the budget. Resolves with 0 if they may be made now, or with the milliseconds after
   * which to try again. Rejects if the count cannot be reached.
   */
  take(posts: number, rank: PostRank): Promise<number>;
}

/** What the consumer orders of one broadcaster: publications to post to one segment of the audience. */
export interface BroadcastOrder {
  segment: Segment;
  publications: readonly Publication[];
  /** Milliseconds since the epoch; no post is begun after it. */
  until: number;
}

/** The result of an order: numbers of posts, and of viewers. */
export interface SegmentReport {
  delivered: number;
  failed: number;
  /** Posts for which there was neither time nor budget. */
  skipped: number;
  /** Posts of statistics that were skipped: the next statistics contain everything these did. */
  conflated: number;
  /** Posts that waited for the budget. */
  deferred: number;
  /** Connections whose viewers had left. */
  gone: number;
  /** Connections that the publications were for, by match. */
  viewers: Readonly<Record<string, number>>;
}

/** The function that posts to large audiences, one segment per invocation. */
export interface Broadcasters {
  /** Resolves once the order is carried out. Rejects with OutageError if it was not, or if the result is unknown. */
  broadcast(order: BroadcastOrder): Promise<SegmentReport>;
}

/** Invokes the function that posts the first frames to a connection whose handshake is still under way. */
export interface Greeter {
  /** @param after `seq` of the last frame that the viewer has, by match channel */
  greet(
    connectionId: string,
    channels: readonly string[],
    after?: Readonly<Record<string, number>>,
  ): Promise<void>;
}
