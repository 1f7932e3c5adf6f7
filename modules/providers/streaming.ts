/** The address of a stream, with the key. */
interface Subscription {
  url: string;
  /** Lower-case names. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * How to hold a vendor's stream. Pure: the adapter's `decode` reads every message, and after a gap the vendor is
 * polled as `Polling` says.
 */
export interface Streaming {
  /** `lines`: an answer over HTTP that does not end, a message per line. */
  transport: "websocket" | "lines";
  /** Where the key's secret names no other. */
  url: string;
  /** Adds the key to `url`. */
  subscription(url: string, key: string): Subscription;
  /** Whether a message has all data of each of its matches, so that any older answer is out of date. */
  isWhole: boolean;
  /** Milliseconds without any message after which the connection counts as dead. */
  silenceMs(isInPlay: boolean): number;
  /** Reads a heartbeat; undefined for other messages. */
  heartbeat?(message: string): Heartbeat | undefined;
}

export interface Heartbeat {
  /** Seconds from one to the next. */
  interval?: number;
}
