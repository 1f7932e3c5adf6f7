/** What is asked of a vendor's REST API: a path below its base URL, still without the key. */
export interface Question {
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

/** What an answer says of the key's limits; what it does not say is missing. */
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
 * How a vendor is asked for what it does not send by itself. Pure: it says what to ask, and its adapter's
 * `decode` reads every answer.
 */
export interface Polling {
  /** Base URL where the key's secret names no other. */
  url: string;
  /** Of the vendor's smallest plan, until its answers or the key's secret say otherwise. */
  limits: Limits;
  /** All matches in play, in one call. */
  live: Question;
  /** Whether what happened in a match is only in the answers to `matches`, not in the one to `live`. */
  asksEach: boolean;
  /** Matches that one call may ask for. */
  perCall: number;
  /** Matches by the vendor's ids, `perCall` at most. */
  matches(ids: readonly string[], now: Date): Question;
  /** The question with the key in the place where the vendor wants it. */
  signed(question: Question, key: string): Question;
  quotaOf(header: HeaderOf): Quota;
  /** Whether an answer to `live` which the adapter refuses says that there is none. */
  saysNone?(body: string): boolean;
}

export function withHeader(question: Question, name: string, value: string): Question {
  return { ...question, headers: { ...question.headers, [name]: value } };
}

export function withQuery(question: Question, name: string, value: string): Question {
  return { ...question, query: { ...question.query, [name]: value } };
}

/** A count in a header; undefined for anything else. */
export function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

/** @param base with or without a slash at its end */
export function urlOf(base: string, { path, query = {} }: Question): string {
  const url = new URL(`${base.replace(/\/+$/, "")}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
