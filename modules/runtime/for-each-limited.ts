/** Runs `work` for every item, at most `concurrency` at a time, each started in the order given. */
export async function forEachLimited<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const runners = Array.from({ length: Math.min(concurrency, items.length) }, async () => {
    // One iterator for all runners: each takes the next item nobody has taken.
    for (const item of queue) await work(item);
  });
  await Promise.all(runners);
}
