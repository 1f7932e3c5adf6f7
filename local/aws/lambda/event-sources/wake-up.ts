/** A sleep that can be interrupted, also by a wake-up before it. */
export interface WakeUp {
  wake(): void;
  /** Forgets earlier wake-ups. */
  reset(): void;
  /** Resolves when woken, after `timeoutMs`, or when the signal is aborted. */
  wait(timeoutMs?: number): Promise<void>;
}

export function wakeUp(signal: AbortSignal): WakeUp {
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();
  signal.addEventListener("abort", wake, { once: true });
  return {
    wake,
    reset() {
      if (!signal.aborted) woken = Promise.withResolvers();
    },
    async wait(timeoutMs) {
      const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs);
      await woken.promise;
      clearTimeout(timer);
    },
  };
}
