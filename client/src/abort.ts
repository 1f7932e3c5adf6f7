/** Runs `work` when any of the signals says so, or at once if one has. */
export function onAbort(signals: readonly (AbortSignal | undefined)[], work: () => void): void {
  for (const signal of signals) {
    if (signal?.aborted) work();
    signal?.addEventListener("abort", work, { once: true });
  }
}
