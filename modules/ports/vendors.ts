/** The key of a vendor account, and how often it may be used. */
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

/** The accounts at vendors that are polled or whose streams are held, from the secret store. */
export interface PollAccounts {
  /**
   * Undefined if the provider has no key: it is not polled then. Rejects with OutageError if the secret store fails.
   */
  accountOf(provider: string): Promise<PollAccount | undefined>;
}

/**
 * A lease for each provider, so that one instance at a time polls it or holds its stream, and the state that the next
 * holder needs. `content` is JSON that only the caller reads. All times are milliseconds since the epoch.
 */
export interface PollStates {
  /**
   * Takes the lease until `until`, or extends the one that `holder` has. Resolves with the stored state, in which
   * `content` is undefined the first time; with undefined while another holder has the lease.
   */
  take(
    provider: string,
    holder: string,
    now: number,
    until: number,
  ): Promise<{ content: string | undefined } | undefined>;
  /** Stores the state. Rejects with LostLeaseError if `holder` does not have the lease any more. */
  keep(provider: string, holder: string, content: string): Promise<void>;
  /** Stores the state and ends the lease. Rejects with LostLeaseError if `holder` does not have it any more. */
  release(provider: string, holder: string, content: string): Promise<void>;
}

/** Another instance has taken the lease, because it had expired. */
export class LostLeaseError extends Error {
  override readonly name = "LostLeaseError";
}

/** A GET request, complete with the key. */
export interface VendorRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** The most bytes of the body, decompressed. */
  maxBytes: number;
}

export interface VendorAnswer {
  status: number;
  body: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
}

/** The REST APIs of vendors, for the poller and for the backfill of the feed bridge. */
export interface VendorHttp {
  /** Resolves with the answer, whatever its status. Rejects with VendorUnreachableError if there is no complete one. */
  get(request: VendorRequest): Promise<VendorAnswer>;
}

/** There is no complete answer. The error says why and nothing else, because address and headers contain the key. */
export class VendorUnreachableError extends Error {
  override readonly name = "VendorUnreachableError";
  readonly reason: "unreachable" | "too_slow" | "too_large" | "redirected";

  constructor(reason: VendorUnreachableError["reason"]) {
    super(`the vendor's answer is ${reason}`);
    this.reason = reason;
  }
}

/** Whom to ask for a stream, and how. */
export interface VendorStreamRequest {
  transport: "websocket" | "lines";
  url: string;
  headers: Readonly<Record<string, string>>;
  /** The most bytes of one message. */
  maxBytes: number;
}

/** One thing that arrives on a vendor's stream. */
export type VendorStreamPart =
  /** The vendor has accepted the subscription: from here on nothing is missed. */
  | { kind: "open" }
  /** A sign of life of the transport, such as a WebSocket ping or an empty line. */
  | { kind: "sign" }
  | { kind: "message"; text: string };

/** The streams of vendors, for the feed bridge. */
export interface VendorStreams {
  /**
   * Opens a stream and yields what arrives on it. Ends when the vendor ends it, or when `signal` aborts. Throws
   * StreamRefusedError if the vendor answers with something else, VendorUnreachableError if the connection fails.
   */
  open(request: VendorStreamRequest, signal: AbortSignal): AsyncIterable<VendorStreamPart>;
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
