import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandOf, parentOf } from "./processes.ts";

const POLL_MS = 10;

/** The server in the `postmaster.pid` of a data folder. */
export interface Postmaster {
  pid: number;
  /** `starting`, `ready`, `stopping`, ... */
  status: string;
}

/** Reads `postmaster.pid`; its eighth line is the server's state. */
export function postmasterOf(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, status: lines[7]?.trim() ?? "" } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends the server that a killed run left behind. It signals only the server of this data folder, and no other process
 * that got its number.
 *
 * @param startedBy the process that last started a server here
 * @param first the first signal, where the server has had the gentler ones
 * @throws Error if that process still lives: then the server is not orphaned
 */
export async function stopLeftover(
  cluster: string,
  startedBy: number | undefined,
  log: (line: string) => void,
  first: NodeJS.Signals = "SIGINT",
): Promise<void> {
  const left = postmasterOf(cluster);
  if (!left) return;
  if (!isServerOf(left.pid, cluster)) {
    rmSync(join(cluster, "postmaster.pid"), { force: true });
    return;
  }
  if (startedBy !== undefined && parentOf(left.pid) === startedBy) {
    throw new Error(
      `${cluster} is in use by process ${startedBy}: stop it, or start with another data folder.`,
    );
  }
  log(`stopping the Postgres of an earlier run (process ${left.pid})`);
  await end(left.pid, first, () => isServerOf(left.pid, cluster));
}

/**
 * Signals a server and waits until it is gone, in steps: fast shutdown, then immediate, then a kill.
 */
export async function end(pid: number, first: NodeJS.Signals, isAlive: () => boolean): Promise<void> {
  const steps: NodeJS.Signals[] = first === "SIGINT" ? ["SIGINT", "SIGQUIT", "SIGKILL"] : [first, "SIGKILL"];
  for (const signal of steps) {
    if (!isAlive()) return;
    process.kill(pid, signal);
    if (await until(() => !isAlive(), 1_500)) return;
  }
  throw new Error(`Postgres (process ${pid}) does not stop: end it by hand with \`kill -9 ${pid}\`.`);
}

/** Waits for `condition`. @returns whether it held within `ms` */
export async function until(condition: () => boolean, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function isServerOf(pid: number, cluster: string): boolean {
  const command = `${commandOf(pid)} `;
  return command.includes("postgres") && command.includes(` -D ${cluster} `);
}
