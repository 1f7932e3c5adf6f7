import type { EventType, Status } from "./frames.ts";

/**
 * Every code, limit and time of the client, in one place. Times are milliseconds. Numbers come first, where the
 * bundler puts them in place.
 */

/** The codes with which the client closes a WebSocket. */
export const CLOSE_DONE = 1000;
export const CLOSE_SILENT = 4000;
export const CLOSE_MOVED = 4001;

export const PING_EVERY = 30_000;
/** Without a word for this long after a ping, the server is gone. */
export const PONG_WITHIN = 10_000;
export const ANSWER_WITHIN = 10_000;
export const CONNECT_WITHIN = 15_000;
/** A frame that is missing for so long is not merely late. */
export const LATE_WITHIN = 300;
/** Longest pause between two requests for what is missing, and between two for a token. */
export const LONGEST_PAUSE = 10_000;
/** Pause before a message with a transient refusal is sent again. */
export const RESEND_AFTER = 1_500;
/** A token is renewed this long before it expires. */
export const RENEW_BEFORE = 60_000;
export const FIRST_BACKOFF = 500;
export const LONGEST_BACKOFF = 20_000;

/** Of a connection. */
export const MAX_CHANNELS = 100;
/** Of the 4,096 bytes of a message, for the channels in it. */
export const CHANNEL_BYTES = 3_000;
/** Entries kept to recognise repeated frames. */
export const MAX_REMEMBERED = 256;
/** Entries that wait for others before everything is asked for again. */
export const MAX_HELD = 1_000;
/** Matches kept that are followed only by their league, a team or all. */
export const MAX_MATCHES = 500;
/** Frames a loop may lag behind. */
export const MAX_BACKLOG = 10_000;

/** Codes of the server's refusals. */
export type RefusalCode =
  | "bad_request"
  | "unauthorized_channel"
  | "unknown_channel"
  | "too_many_channels"
  | "rate_limited"
  | "internal";

/** Codes of the client's own errors. */
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

/** Whether the refusal says nothing of the channel: the same message may pass later. */
export function isTransient(code: RefusalCode | ClientCode): boolean {
  return /internal|rate_limited|timeout/.test(code);
}

/** Whether public channels carry it; the rest is for private ones. */
export function isKeyEvent(type: EventType): boolean {
  return /goal|card|substitution|penalty|var|shot|period/.test(type);
}

/** Whether a match is in a period or in a break between two. */
export function isLive(status: Status): boolean {
  return /half|time|shootout/.test(status);
}
