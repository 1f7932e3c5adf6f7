/** A flag to wait for. Raising it also releases whoever waits next, so that no raise is lost. */
export interface Signal {
  raise(): void;
  /** Resolves when the flag is raised, or was raised since the last wait; after `ms`; or when `signal` aborts. */
  wait(pause: Pause, ms: number, signal: AbortSignal): Promise<void>;
}

type Pause = (ms: number, signal?: AbortSignal) => Promise<unknown>;

export function createSignal(): Signal {
  let raised = false;
  let waiting: AbortController | undefined;
  return {
    raise() {
      raised = true;
      waiting?.abort();
    },
    async wait(pause, ms, signal) {
      if (!raised && !signal.aborted) {
        waiting = new AbortController();
        await pause(ms, AbortSignal.any([signal, waiting.signal]));
        waiting = undefined;
      }
      raised = false;
    },
  };
}
