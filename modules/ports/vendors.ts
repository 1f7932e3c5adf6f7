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
