import type { ChildProcess } from "node:child_process";
import { chownSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { serverAccount } from "./account.ts";
import { postgresBinaries } from "./binaries.ts";
import { serverCertificates } from "./certificates.ts";
import { createCluster, type Owner } from "./cluster.ts";
import { type DataFolder, openFolder, removeData } from "./data-folder.ts";
import { end, stopLeftover } from "./postmaster.ts";
import { HOST, type Launched, launch, persistently } from "./server.ts";

export interface PostgresOptions {
  /** Kept between runs; removing it removes the data. Its log is `postgres.log` in it. */
  dataDir: string;
  /** Starts with an empty database. */
  fresh?: boolean;
  /** A free one if missing. */
  port?: number;
  /** Name of the database made on the first start. */
  database?: string;
  /** Name of the owner made on the first start. */
  username?: string;
  log(line: string): void;
}

export interface LocalPostgres {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** May create tables and roles; signs in with the password. */
  readonly owner: Owner;
  /** Certificate authority that clients have to trust. */
  readonly caPem: string;
  /** Process of the running server. */
  readonly pid: number | undefined;
  /** Starts it again, on the same port, after `stop` or after it was killed. */
  start(): Promise<void>;
  /**
   * Stops it within two seconds. `fast` disconnects clients and writes a checkpoint; `immediate` is a crash that the
   * next start recovers from.
   */
  stop(options?: { mode?: "fast" | "immediate" }): Promise<void>;
}

/**
 * Starts a real Postgres: TLS only, on 127.0.0.1, with the roles of RDS. Ends a server that a killed run left behind on
 * the same data.
 */
export async function startPostgres({
  dataDir,
  fresh = false,
  port: wanted,
  database = "touchline",
  username = "touchline_owner",
  log,
}: PostgresOptions): Promise<LocalPostgres> {
  const account = serverAccount();
  const binaries = postgresBinaries(account);
  const folder = openFolder(resolve(dataDir), account);
  await stopLeftover(folder.cluster, startedBy(folder), log);
  if (fresh) removeData(folder);
  const owner = await createCluster(folder, { binaries, account, database, username });
  const certificates = await serverCertificates(folder.tls);
  if (account) chownSync(certificates.keyFile, account.uid, account.gid);
  const port = await freePort(wanted);

  let running: Launched | undefined;
  const isRunning = () => running?.server.exitCode === null && running.server.signalCode === null;
  const start = async () => {
    if (isRunning()) return;
    await running?.watchdog.dismiss();
    running = await persistently(() => launch({ binaries, account, folder, certificates, port }));
    endWithThisProcess(running.server);
  };
  await start();
  return {
    host: HOST,
    port,
    database,
    owner,
    caPem: certificates.caPem,
    get pid() {
      return isRunning() ? running?.server.pid : undefined;
    },
    start,
    async stop({ mode = "fast" } = {}) {
      if (running?.server.pid === undefined) return;
      await end(running.server.pid, mode === "fast" ? "SIGINT" : "SIGQUIT", isRunning);
      await running.watchdog.dismiss();
    },
  };
}

/** Kills the server at exit, if nobody called `stop`. */
function endWithThisProcess(server: ChildProcess): void {
  const stop = () => server.kill("SIGINT");
  process.once("exit", stop);
  server.once("exit", () => process.removeListener("exit", stop));
}

function startedBy({ startedBy: file }: DataFolder): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @throws Error if `wanted` is taken */
async function freePort(wanted = 0): Promise<number> {
  const probe = createServer();
  return new Promise((found, fail) => {
    probe.once("error", (cause) =>
      fail(new Error(`port ${wanted} is in use: stop what listens on it, or choose another.`, { cause })),
    );
    probe.listen(wanted, HOST, () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : wanted));
    });
  });
}
