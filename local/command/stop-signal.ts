/**
 * How long the parts have to stop after the first Ctrl-C. What is left then is ended by force, Postgres by two signals
 * within three seconds: ten seconds later, nothing runs.
 */
const DEADLINE = 7_000;
/** npm hands on a Ctrl-C that the terminal has sent to this process already: it is the same one. */
const SAME = 700;

export interface StopSignal {
  readonly signal: AbortSignal;
  /** What ends that which would outlive this process, should the rest not stop in time. */
  atTheLatest(lastResort: () => Promise<void>): void;
  /** Ends the process. */
  finished(code: number): void;
}

/**
 * Listens for Ctrl-C, SIGTERM, a closed terminal and the end of npm. Whoever uses it stops, and then calls
 * `finished`; a second Ctrl-C does not wait for that, nor does the deadline.
 */
export function stopSignal(say: (line: string) => void): StopSignal {
  let lastResort = () => Promise.resolve();
  const controller = new AbortController();
  let first = 0;

  function stop(): void {
    if (controller.signal.aborted) return;
    first = Date.now();
    say("stopping");
    setTimeout(() => {
      console.error("not everything has stopped in time; the next run cleans up");
      lastResort().finally(() => process.exit(1));
    }, DEADLINE).unref();
    controller.abort();
  }
  function onSignal(): void {
    if (controller.signal.aborted && Date.now() - first > SAME) process.exit(130);
    stop();
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  if (process.env.npm_lifecycle_event !== undefined) whenNpmEnds(stop);
  // Whoever read what is said may be gone by now; that is no reason not to stop properly.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

  return {
    signal: controller.signal,
    atTheLatest(given) {
      lastResort = given;
    },
    finished(code) {
      if (controller.signal.aborted) say("stopped");
      process.exit(code);
    },
  };
}

/** Milliseconds from one look at the parent process to the next. */
const LOOK_INTERVAL = 250;

/**
 * Calls `then` once npm, which started this process, is gone: a killed npm sends no signal. The scripts in package.json
 * `exec`, so that no shell stays between the two, which would keep npm's signals to itself.
 */
export function whenNpmEnds(then: () => void): void {
  const npm = process.ppid;
  const timer = setInterval(() => {
    // An orphan gets another parent.
    if (process.ppid === npm) return;
    clearInterval(timer);
    then();
  }, LOOK_INTERVAL);
  timer.unref();
}
