/** Where a stream is subscribed to, the key included. */
interface Subscription {
  url: string;
  /** Lower-case names. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * How a vendor's stream is held. Pure: its adapter's `decode` reads every message, and what a gap has cost is asked
 * for as `Polling` says.
 */
export interface Streaming {
  /** `lines`: an answer over HTTP that does not end, a message per line. */
  transport: "websocket" | "lines";
  /** Where the key's secret names no other. */
  url: string;
  /** `url` with the key, and with what is to be sent. */
  subscription(url: string, key: string): Subscription;
  /** Whether a message has all there is of each match it is about, so that any older answer is out of date. */
  isWhole: boolean;
  /** For how many ms nothing at all may come before the connection is taken for dead. */
  silenceMs(isInPlay: boolean): number;
  /** What a heartbeat says of the heartbeats; undefined for other messages. */
  heartbeat?(message: string): Heartbeat | undefined;
}

export interface Heartbeat {
  /** Seconds from one to the next. */
  interval?: number;
}
