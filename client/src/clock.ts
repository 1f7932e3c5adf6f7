/** Time, so that tests can hold it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `work` once, after `ms` milliseconds, unless what it returns is called before. */
  after(ms: number, work: () => void): () => void;
}

/** What a timer can hold: some 24 days. */
const LONGEST = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  after(ms, work) {
    const timer = setTimeout(work, Math.min(ms, LONGEST));
    return () => clearTimeout(timer);
  },
};
