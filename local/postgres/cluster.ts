import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { DataFolder } from "./data-folder.ts";

export interface Owner {
  username: string;
  password: string;
}

/** The superuser; nobody can sign in as it, as on RDS. */
const SUPERUSER = "rdsadmin";

/** Makes the database on the first call; a killed attempt leaves nothing that looks like one. */
export async function createCluster(
  folder: DataFolder,
  { binaries, account, database, username }: ClusterOptions,
): Promise<Owner> {
  if (existsSync(folder.cluster)) {
    checkVersion(folder, binaries);
    return JSON.parse(readFileSync(folder.owner, "utf8")) as Owner;
  }
  const owner: Owner = { username, password: randomBytes(24).toString("base64url") };
  const unfinished = `${folder.cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (account) chownSync(unfinished, account.uid, account.gid);
  await run(binaries.initdb, initdbArguments(unfinished), account);
  writeFileSync(join(unfinished, "pg_hba.conf"), accessRules(username));
  const alone = ["--single", "-D", unfinished, "-j", "-c", "exit_on_error=on", "-c", "fsync=off", "postgres"];
  await run(binaries.postgres, alone, account, rolesAndDatabase(owner, database));
  writeFileSync(folder.owner, JSON.stringify(owner), { mode: 0o600 });
  renameSync(unfinished, folder.cluster);
  return owner;
}

export interface ClusterOptions {
  binaries: Binaries;
  account: Account | undefined;
  database: string;
  /** Name of the owner's role. */
  username: string;
}

function initdbArguments(cluster: string): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    "--auth=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    // No sync: it takes seconds for a thousand files, which could be made again. From the first start on, the server
    // syncs its writes.
    "--no-sync",
  ];
}

/** Makes the roles of RDS: an owner that may make roles and is no superuser, and `rds_iam` for IAM tokens. */
function rolesAndDatabase({ username, password }: Owner, database: string): string {
  return [
    "create role rds_iam",
    `create role ${quoted(username)} login createdb createrole password '${password}'`,
    `grant rds_iam to ${quoted(username)} with admin option, inherit false, set false`,
    `grant pg_monitor, pg_signal_backend to ${quoted(username)}`,
    `create database ${quoted(database)} owner ${quoted(username)}`,
  ].join(";\n\n");
}

/**
 * Allows TLS only, as with `rds.force_ssl`. The owner has a password. A member of `rds_iam` signs in with any token,
 * since only AWS can verify it: the server listens on this machine alone.
 */
function accessRules(username: string): string {
  return [
    `hostssl all ${quoted(username)} 127.0.0.1/32 scram-sha-256`,
    "hostssl all +rds_iam 127.0.0.1/32 trust",
    "",
  ].join("\n");
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function checkVersion({ cluster }: DataFolder, { major }: Binaries): void {
  const written = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (written === major) return;
  throw new Error(`${cluster} was written by Postgres ${written}, this is ${major}: start with --fresh.`);
}

async function run(program: string, parameters: string[], account?: Account, input = ""): Promise<void> {
  const child = spawn(program, parameters, {
    ...(account && { uid: account.uid, gid: account.gid }),
    env: SERVER_ENVIRONMENT,
    cwd: "/",
  });
  const ended = once(child, "close");
  child.stdin.on("error", () => {}).end(input);
  const [, said, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${program} failed (${signal ?? code}): ${said.trim()}`);
}

/** The environment: messages in English, times in UTC, and no `PG*` variable of the user. */
export const SERVER_ENVIRONMENT = { LC_ALL: "C", TZ: "UTC", PATH: process.env.PATH };
