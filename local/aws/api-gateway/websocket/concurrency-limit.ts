/** Runs so much work at a time, in the order it came. */
export type ConcurrencyLimit = <T>(work: () => Promise<T>, left: AbortSignal) => Promise<T | undefined>;

/**
 * @param most that may run at a time
 * @returns a limit that answers as the work does, and undefined where whoever waited has `left` before its turn
 */
export function concurrencyLimit(most: number): ConcurrencyLimit {
  const queue = new Set<() => void>();
  let inside = 0;

  function next(): void {
    const [enter] = queue;
    if (!enter || inside >= most) return;
    queue.delete(enter);
    inside += 1;
    enter();
  }

  function turn(left: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (left.aborted) return resolve(false);
      const leave = () => {
        if (queue.delete(enter)) resolve(false);
      };
      const enter = () => {
        left.removeEventListener("abort", leave);
        resolve(true);
      };
      left.addEventListener("abort", leave, { once: true });
      queue.add(enter);
      next();
    });
  }

  return async (work, left) => {
    if (!(await turn(left))) return undefined;
    try {
      return await work();
    } finally {
      inside -= 1;
      next();
    }
  };
}
