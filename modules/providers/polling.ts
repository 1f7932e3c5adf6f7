/** A request to a vendor's REST API: a path below its base URL, without the key. */
export interface VendorCall {
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Lower-case names. */
  headers?: Readonly<Record<string, string>>;
}

/** Calls a key may make, as the vendor counts them. */
export interface Limits {
  perMinute: number;
  perSecond?: number;
  /** In a day of UTC. */
  perDay?: number;
}

/** The limits of the key as an answer gives them; unknown ones are missing. */
export interface Quota {
  perMinute?: number | undefined;
  leftInMinute?: number | undefined;
  /** Seconds until the minute is counted anew. */
  minuteEndsIn?: number | undefined;
  perDay?: number | undefined;
  leftInDay?: number | undefined;
}

/** A header of an answer by its lower-case name. */
type HeaderOf = (name: string) => string | undefined;

/**
 * How to poll a vendor. Pure: it makes the requests, and the adapter's `decode` reads every answer.
 */
export interface Polling {
  /** Base URL where the key's secret names no other. */
  url: string;
  /** The limits of the vendor's smallest plan, until its answers or the key's secret give others. */
  limits: Limits;
  /** All matches in play, in one call. */
  live: VendorCall;
  /** Whether events come only in the answers to `matches`, and not in the answer to `live`. */
  pollsEachMatch: boolean;
  /** Matches that one call may ask for. */
  perCall: number;
  /** Matches by the vendor's ids, `perCall` at most. */
  matches(ids: readonly string[], now: Date): VendorCall;
  /** Adds the key to a request, in the place the vendor expects. */
  signed(request: VendorCall, key: string): VendorCall;
  quotaOf(header: HeaderOf): Quota;
  /** Whether an answer to `live` that the adapter refuses means that no match is in play. */
  isEmptyLive?(body: string): boolean;
}

export function withHeader(request: VendorCall, name: string, value: string): VendorCall {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

export function withQuery(request: VendorCall, name: string, value: string): VendorCall {
  return { ...request, query: { ...request.query, [name]: value } };
}

/** A count in a header; undefined for anything else. */
export function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

/** @param base with or without a slash at its end */
export function urlOf(base: string, { path, query = {} }: VendorCall): string {
  const url = new URL(`${base.replace(/\/+$/, "")}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
