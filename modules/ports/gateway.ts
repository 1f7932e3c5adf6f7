import type { Publication } from "../match/publication.ts";
import type { Segment } from "./audience.ts";

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
  publications: readonly Publication[];
  /** Milliseconds since the epoch; no post is begun after it. */
  until: number;
}

/** What became of an order: numbers of posts, and of viewers. */
export interface SegmentReport {
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
  broadcast(order: BroadcastOrder): Promise<SegmentReport>;
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
