/**
 * Milliseconds to wait before try number `attempt`, from 0: anything up to twice as much as before ("full
 * jitter"), so that a crowd that was cut off together does not come back together.
 *
 * @param random from 0 to below 1
 */
export function backoff(attempt: number, first: number, longest: number, random: () => number): number {
  return random() * Math.min(longest, first * 2 ** attempt);
}
