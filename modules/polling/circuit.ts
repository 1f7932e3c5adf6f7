/** The circuit breaker of a vendor: while it is open we do not poll, longer each time it opens again. */
export interface Circuit {
  /** Failures in a row. */
  failures: number;
  /** Times it opened since the vendor last answered. */
  openings: number;
  /** We do not poll before this time, in milliseconds since the epoch. */
  until: number;
}

/** `half_open`: the next call decides whether it closes. */
export type CircuitState = "closed" | "open" | "half_open";

export const CLOSED: Circuit = { failures: 0, openings: 0, until: 0 };

/** The failures after which it opens: two polls with all their tries. */
const MAX_FAILURES = 6;
const FIRST_OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 600_000;

export function circuitState({ openings, until }: Circuit, now: number): CircuitState {
  if (openings === 0) return "closed";
  return now < until ? "open" : "half_open";
}

/**
 * Records a failed call.
 *
 * @param isHopeless opens at once: the cause does not pass by itself, such as a refused key
 * @param random in [0, 1)
 */
export function afterFailure(circuit: Circuit, now: number, random: number, isHopeless = false): Circuit {
  const failures = circuit.failures + 1;
  if (circuit.openings === 0 && failures < MAX_FAILURES && !isHopeless) return { ...circuit, failures };
  const openings = circuit.openings + 1;
  const longest = isHopeless
    ? LONGEST_OPEN_MS
    : Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** (openings - 1));
  // Half of it is certain, or it would not be open at all.
  return { failures, openings, until: now + longest * (0.5 + random / 2) };
}
