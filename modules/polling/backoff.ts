const FIRST_MS = 500;
const LONGEST_MS = 8_000;

/**
 * The pause before another try, in ms: anything up to a bound that doubles ("full jitter"), so that clients stopped by
 * one outage do not all come back at once.
 *
 * @param failures tries so far
 * @param random in [0, 1)
 * @param longest what the bound does not exceed
 */
export function backoff(failures: number, random: number, longest = LONGEST_MS): number {
  return random * Math.min(longest, FIRST_MS * 2 ** (failures - 1));
}

/** The longest time we stay away: a longer `Retry-After` is hardly meant. */
const LONGEST_HOLD_MS = 3_600_000;

/**
 * The time until which `Retry-After`, in seconds or as an HTTP date, wants us to stay away; undefined if it is neither.
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const until = /^\d{1,9}$/.test(text) ? now + Number(text) * 1_000 : httpDate(text);
  return until === undefined ? undefined : Math.min(Math.max(until, now), now + LONGEST_HOLD_MS);
}

/** Parses only what looks like an HTTP date: `Date.parse` accepts much else, such as "-1". */
function httpDate(text: string): number | undefined {
  const at = /^[A-Z][a-z]+,? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
