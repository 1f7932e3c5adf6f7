import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { isAlive } from "../postgres/processes.ts";

const content = z.object({
  /** Process of the run. */
  pid: z.number(),
  /** Of the HTTP API and the page, without a trailing slash. */
  httpUrl: z.url(),
  /** Of the WebSocket API, with its stage. */
  wsUrl: z.url(),
  /** What custom feeds sign with. */
  webhookSecret: z.string(),
  /** Where everything that is AWS is played. */
  endpointUrl: z.url(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** Names of functions that are invoked by hand, by the output that tells them. */
  functions: z.record(z.string(), z.string()),
});

/** How commands of this machine find the run of a data folder, and are allowed everything there. */
export type Operator = z.output<typeof content>;

const pathIn = (dataDir: string) => join(dataDir, "operator.json");

/** Keeps it where only the user of this machine can read it. @returns what removes it again */
export async function writeOperator(dataDir: string, operator: Operator): Promise<() => Promise<void>> {
  const path = pathIn(dataDir);
  const remove = () => rm(path, { force: true });
  // The mode counts only for a file that is new.
  await remove();
  await writeFile(path, JSON.stringify(operator), { mode: 0o600, flag: "wx" });
  return remove;
}

/** @returns undefined if nothing runs with this folder: never did, ended, or was killed and left the file behind */
export async function readOperator(dataDir: string): Promise<Operator | undefined> {
  try {
    const operator = content.parse(JSON.parse(await readFile(pathIn(dataDir), "utf8")));
    return isAlive(operator.pid) ? operator : undefined;
  } catch {
    return undefined;
  }
}
