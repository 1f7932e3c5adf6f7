/** Milliseconds between two looks. */
const LOOK = 250;

/**
 * Calls `then` once npm, which started this process, is gone: killed, it tells nobody. The scripts in package.json
 * `exec`, so that no shell stays between the two, which would keep npm's signals to itself.
 */
export function whenLauncherEnds(then: () => void): void {
  const npm = process.ppid;
  const timer = setInterval(() => {
    // An orphan gets another parent.
    if (process.ppid === npm) return;
    clearInterval(timer);
    then();
  }, LOOK);
  timer.unref();
}
