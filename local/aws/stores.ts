import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import dynalite from "dynalite";
import kinesalite from "kinesalite";
import { quiet } from "./endpoint/forward.ts";
import type { Log } from "./interfaces.ts";

/** kinesalite and dynalite. Neither listens on a port: the endpoint hands them their requests. */
export interface Stores {
  readonly kinesalite: Server;
  readonly dynalite: Server;
  /** Closes the files once running requests have ended. */
  close(): Promise<void>;
}

export function openStores(dataDir: string, log: Log): Stores {
  const path = (name: string) => {
    const folder = join(dataDir, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const onDisk = canStoreStreams();
  if (!onDisk) log.warn("kinesis", "leveldown has no binary for this machine: the stream is kept in memory");
  const stream = kinesalite({
    createStreamMs: 0,
    shardLimit: 1000,
    ...(onDisk && { path: path("kinesis") }),
  });
  const tables = dynalite({ createTableMs: 0, path: path("dynamodb") });
  return {
    kinesalite: stream,
    dynalite: tables,
    async close() {
      await Promise.all([stream, tables].map(close));
    },
  };
}

/** `leveldown` is an optional dependency of kinesalite: npm leaves it out where it does not compile. */
function canStoreStreams(): boolean {
  try {
    createRequire(import.meta.url)("leveldown");
    return true;
  } catch {
    return false;
  }
}

/** The files are closed after this, even if a request is stuck. */
const QUIET_MS = 2_000;

/** Closes a store: both do it only when a listening server closes. */
async function close(server: Server): Promise<void> {
  await Promise.race([quiet(server), wait(QUIET_MS, undefined, { ref: false })]);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await new Promise((resolve) => server.close(resolve));
}
