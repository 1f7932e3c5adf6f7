/** What somebody waits for and somebody else rings; it is heard also by who comes to wait just after. */
export interface Signal {
  raise(): void;
  /** Resolves when it rings or has rung since the last time, or after `ms`, or when `signal` ends. */
  wait(pause: Pause, ms: number, signal: AbortSignal): Promise<void>;
}

type Pause = (ms: number, signal?: AbortSignal) => Promise<unknown>;

export function createSignal(): Signal {
  let rung = false;
  let waiting: AbortController | undefined;
  return {
    raise() {
      rung = true;
      waiting?.abort();
    },
    async wait(pause, ms, signal) {
      if (!rung && !signal.aborted) {
        waiting = new AbortController();
        await pause(ms, AbortSignal.any([signal, waiting.signal]));
        waiting = undefined;
      }
      rung = false;
    },
  };
}
