/** Keeps us from asking a vendor that cannot answer, ever more rarely the longer it lasts. */
export interface Circuit {
  /** In a row. */
  failures: number;
  /** Times it opened since the vendor last answered. */
  openings: number;
  /** Nothing is asked before: milliseconds since the epoch. */
  until: number;
}

/** `half_open`: one question is tried, which decides. */
export type CircuitState = "closed" | "open" | "half_open";

export const CLOSED: Circuit = { failures: 0, openings: 0, until: 0 };

/** Two polls with all their tries. */
const MAX_FAILURES = 6;
const FIRST_OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 600_000;

export function circuitState({ openings, until }: Circuit, now: number): CircuitState {
  if (openings === 0) return "closed";
  return now < until ? "open" : "half_open";
}

/**
 * @param hopeless it will not get better by itself, such as a key that is refused: opens at once
 * @param random in [0, 1)
 */
export function afterFailure(circuit: Circuit, now: number, random: number, hopeless = false): Circuit {
  const failures = circuit.failures + 1;
  if (circuit.openings === 0 && failures < MAX_FAILURES && !hopeless) return { ...circuit, failures };
  const openings = circuit.openings + 1;
  const longest = hopeless ? LONGEST_OPEN_MS : Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** (openings - 1));
  // Half of it is certain, or it would not be open at all.
  return { failures, openings, until: now + longest * (0.5 + random / 2) };
}
