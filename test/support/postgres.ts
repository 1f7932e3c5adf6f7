import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import type { Kysely } from "kysely";
import { type LocalPostgres, startPostgres } from "../../local/postgres/postgres.ts";
import { ensureAppRole } from "../../modules/adapters/postgres/app-role.ts";
import { connect, type DatabaseSettings } from "../../modules/adapters/postgres/connect.ts";
import { migrate } from "../../modules/adapters/postgres/migrations.ts";
import type { DB } from "../../modules/adapters/postgres/schema.ts";
import type { Log } from "../../modules/runtime/log.ts";

export const MIGRATIONS = join(import.meta.dirname, "../../modules/adapters/postgres/migrations");
export const APP_ROLE = "touchline";

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

export interface TestServer {
  server: LocalPostgres;
  settings(user: string): DatabaseSettings;
  /** Closed with the server. The functions' role may say any password. */
  open(settings: DatabaseSettings, password?: string): Kysely<DB>;
  asOwner(): Kysely<DB>;
  asApp(): Kysely<DB>;
  remove(): Promise<void>;
}

/** A server of its own for a test file, trusted as the local run makes functions trust it. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "touchline-postgres-"));
  const server = await startPostgres({ dataDir: folder, log: () => {} });
  tls.setDefaultCACertificates([...tls.getCACertificates(), server.caPem]);
  const { host, port, database, owner } = server;
  const opened: Kysely<DB>[] = [];
  const settings = (user: string) => ({ host, port, database, user });
  const open = (to: DatabaseSettings, password = "a token") => {
    const db = connect(to, async () => password, quiet);
    opened.push(db);
    return db;
  };
  return {
    server,
    settings,
    open,
    asOwner: () => open(settings(owner.username), owner.password),
    asApp: () => open(settings(APP_ROLE)),
    async remove() {
      await Promise.all(opened.map((db) => db.destroy()));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same with all migrations applied and the functions' role made. */
export async function startMigratedServer(): Promise<TestServer> {
  const test = await startTestServer();
  const owner = test.asOwner();
  await migrate(owner, MIGRATIONS);
  await ensureAppRole(owner, APP_ROLE, test.server.database);
  return test;
}
