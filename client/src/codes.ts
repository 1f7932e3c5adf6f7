import type { EventType, Status } from "./frames.ts";

/**
 * Every code, limit and time of the client, in one place. Times are milliseconds. Numbers come first, where the
 * bundler puts them in place.
 */

/** Why the client closed a WebSocket. */
export const CLOSE_DONE = 1000;
export const CLOSE_SILENT = 4000;
export const CLOSE_MOVED = 4001;

export const PING_EVERY = 30_000;
/** Without a word for this long after a ping, the server is gone. */
export const PONG_WITHIN = 10_000;
export const ANSWER_WITHIN = 10_000;
export const CONNECT_WITHIN = 15_000;
/** A frame that is missing may only be late. */
export const LATENESS = 300;
/** Longest pause between two requests for what is missing, and between two for a token. */
export const PATIENCE = 10_000;
/** Pause before a message that was refused in passing is sent again. */
export const AGAIN = 1_500;
/** A token is renewed this long before it expires. */
export const RENEW_BEFORE = 60_000;
export const FIRST_BACKOFF = 500;
export const LONGEST_BACKOFF = 20_000;

/** Of a connection. */
export const MAX_CHANNELS = 100;
/** Of the 4,096 bytes of a message, for the channels in it. */
export const CHANNEL_BYTES = 3_000;
/** Entries remembered to tell repeated frames. */
export const REMEMBERED = 256;
/** Entries that wait for others before everything is asked for again. */
export const HELD = 1_000;
/** Matches remembered that are followed by their league, team or all only. */
export const MATCHES = 500;
/** Frames a loop may lag behind. */
export const BACKLOG = 10_000;

/** What the server says. */
export type RefusalCode =
  | "bad_request"
  | "unauthorized_channel"
  | "unknown_channel"
  | "too_many_channels"
  | "rate_limited"
  | "internal";

/** What the client says itself. */
export type ClientCode =
  /** The handshake failed: offline, or 401, 403 or 429, which a browser does not tell apart. */
  | "refused"
  /** The connection ended before the answer. */
  | "lost"
  | "timeout"
  /** The token callback failed. */
  | "token"
  | "closed"
  /** A loop over frames was too slow. */
  | "overflow"
  /** A listener threw. */
  | "listener";

/** Says nothing of the channel: the same message may pass later. */
export function isPassing(code: RefusalCode | ClientCode): boolean {
  return /internal|rate_limited|timeout/.test(code);
}

/** What public channels show; the rest is for private ones. */
export function isKeyEvent(type: EventType): boolean {
  return /goal|card|substitution|penalty|var|shot|period/.test(type);
}

/** In a period or a break between two. */
export function isLive(status: Status): boolean {
  return /half|time|shootout/.test(status);
}
