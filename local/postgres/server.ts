import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { Certificates } from "./certificates.ts";
import { SERVER_ENVIRONMENT } from "./cluster.ts";
import type { DataFolder } from "./data-folder.ts";
import { postmasterOf, until } from "./postmaster.ts";
import { type Watchdog, watch } from "./watchdog.ts";

export const HOST = "127.0.0.1";
const START_TIMEOUT_MS = 60_000;
const LOG_LINES = 5;

export interface Launch {
  binaries: Binaries;
  account: Account | undefined;
  folder: DataFolder;
  certificates: Certificates;
  port: number;
}

/** A server, and who stops it should this process be killed. */
export interface Launched {
  server: ChildProcess;
  watchdog: Watchdog;
}

/** Resolves once the server takes connections. */
export async function launch({ binaries, account, folder, certificates, port }: Launch): Promise<Launched> {
  const logFile = openSync(folder.log, "a");
  const server = spawn(binaries.postgres, ["-D", folder.cluster, ...settings(certificates, port)], {
    ...(account && { uid: account.uid, gid: account.gid }),
    cwd: "/",
    env: SERVER_ENVIRONMENT,
    stdio: ["ignore", logFile, logFile],
    // Ctrl-C in a terminal signals a whole group: the writers have to stop before the database.
    detached: true,
  });
  closeSync(logFile);
  const watchdog = watch(server.pid ?? 0, folder.cluster);
  // The number of a server that is gone may become another's.
  server.once("exit", () => void watchdog.dismiss());
  const failure = new Promise<Error>((fail) => {
    server.once("error", fail);
    server.once("exit", () => fail(new Error(`Postgres ended:\n${endOf(folder.log)}`)));
  });
  writeFileSync(folder.startedBy, String(process.pid));
  const started = until(() => {
    const postmaster = postmasterOf(folder.cluster);
    return (postmaster?.pid === server.pid && postmaster?.status === "ready") || server.exitCode !== null;
  }, START_TIMEOUT_MS);
  const outcome = await Promise.race([failure, started]);
  if (outcome === true && server.exitCode === null) return { server, watchdog };
  server.kill("SIGQUIT");
  await watchdog.dismiss();
  const reason = outcome instanceof Error ? outcome : new Error(`it takes too long:\n${endOf(folder.log)}`);
  throw new Error(`Postgres does not start. ${reason.message}\nSee ${folder.log}, or start with --fresh.`, {
    cause: reason,
  });
}

/** The backends of a killed server may live on for a moment, and no server starts while they do. */
export async function persistently<T>(attempt: () => Promise<T>, left = 25): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (left === 0 || !(error instanceof Error && error.message.includes("shared memory block"))) throw error;
    await sleep(200);
    return persistently(attempt, left - 1);
  }
}

function settings({ certFile, keyFile }: Certificates, port: number): string[] {
  return Object.entries({
    listen_addresses: HOST,
    port,
    // No Unix socket: nobody needs it, and its path is limited to 107 bytes.
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: certFile,
    ssl_key_file: keyFile,
    max_connections: 100,
    shared_buffers: "64MB",
    io_method: "sync",
    max_wal_senders: 0,
    wal_level: "minimal",
    log_line_prefix: "%m [%p] %u ",
    log_checkpoints: "off",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function endOf(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n");
}
