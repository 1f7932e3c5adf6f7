import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, Problem } from "../command/problem.ts";
import { stopLeftover } from "../postgres/postmaster.ts";
import { isAlive } from "../postgres/processes.ts";

export interface DataFolder {
  /** Whether a run before this one ended without cleaning up. */
  readonly leftover: boolean;
  /** Lets another run have it. */
  release(): Promise<void>;
}

const LOCK = "run.lock";

/**
 * Makes the data folder if there is none, and takes it for this process alone.
 *
 * @param fresh deletes what is in it
 * @throws Problem if it cannot be written, or another run has it
 */
export async function takeDataFolder(folder: string, fresh: boolean): Promise<DataFolder> {
  const lock = join(folder, LOCK);
  try {
    await mkdir(folder, { recursive: true });
    const leftover = await take(lock, folder);
    if (fresh) {
      // Its data gone, nobody could find it any more.
      await stopDatabase(folder);
      await empty(folder);
    }
    return { leftover, release: () => rm(lock, { force: true }) };
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(
      `The data folder ${folder} cannot be written (${codeOf(cause) ?? (cause as Error).message}): ` +
        "make it writable, or name another one: TOUCHLINE_DATA=/some/folder npm start",
      { cause },
    );
  }
}

/** Ends the database server of the folder, whoever started it. */
export function stopDatabase(folder: string, first?: NodeJS.Signals): Promise<void> {
  return stopLeftover(join(folder, "postgres", "cluster"), undefined, () => undefined, first);
}

/** @returns whether the lock was there, of a process that is no more */
async function take(lock: string, folder: string): Promise<boolean> {
  for (let leftover = false; ; leftover = true) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx" });
      return leftover;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const holder = await holderOf(lock);
    // Our own number is one that a process before us had.
    if (holder !== process.pid && isAlive(holder)) throw taken(holder, folder, lock);
    await rm(lock, { force: true });
  }
}

async function holderOf(lock: string): Promise<number> {
  return Number(await readFile(lock, "utf8").catch(() => ""));
}

function taken(holder: number, folder: string, lock: string): Problem {
  return new Problem(
    `Another run (process ${holder}) is using the data folder ${folder}: end it, or give this one its own, with ports of ` +
      "its own as well: TOUCHLINE_DATA=/some/folder PORT=4000 WS_PORT=4001 npm start\n" +
      `If process ${holder} is something else, delete ${lock}`,
  );
}

async function empty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== LOCK);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
