import { commandOf, parentOf } from "./processes.ts";

/** Milliseconds between two looks. */
const LOOK = 250;
/** How npm runs a script: a shell may stay between npm and us, or become us. */
const SCRIPT_SHELL = /^\S*sh -c /;

/**
 * Calls `then` once when npm, which started this process, is gone: killed, it tells nobody, and told to stop, it
 * stops its shell, which does not tell us either.
 */
export function whenLauncherEnds(then: () => void): void {
  const isThere = launcher();
  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    then();
  }, LOOK);
  timer.unref();
}

/** An orphan gets another parent: that also tells of a killed process whose own parent has not noticed. */
function launcher(): () => boolean {
  const parent = process.ppid;
  if (!SCRIPT_SHELL.test(commandOf(parent))) return () => process.ppid === parent;
  const npm = parentOf(parent);
  return () => process.ppid === parent && parentOf(parent) === npm;
}
