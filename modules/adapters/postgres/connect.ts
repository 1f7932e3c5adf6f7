import { Signer } from "@aws-sdk/rds-signer";
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Log } from "../../runtime/log.ts";
import type { DB } from "./schema.ts";

export interface DatabaseSettings {
  host: string;
  port: number;
  database: string;
  user: string;
}

/** @param environment of a function that uses the database */
export function databaseSettings(environment: {
  DATABASE_HOST: string;
  DATABASE_PORT: number;
  DATABASE_NAME: string;
  DATABASE_USER: string;
}): DatabaseSettings {
  return {
    host: environment.DATABASE_HOST,
    port: environment.DATABASE_PORT,
    database: environment.DATABASE_NAME,
    user: environment.DATABASE_USER,
  };
}

/** A role's secret, asked for each time a connection is opened. */
export type Password = () => Promise<string>;

/** One batch or request at a time uses one; the second is for a connection being replaced. */
const MAX_CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** Postgres gives up a statement by itself; if we hear nothing this much later, it is out of reach. */
const GRACE_MS = 2_000;

/** The token of the environment's role, made without a call; good for signing in during 15 minutes. */
export function iamToken({ host, port, user }: DatabaseSettings): Password {
  const signer = new Signer({ hostname: host, port, username: user });
  return () => signer.getAuthToken();
}

/**
 * A small pool for the life of a function's environment. Connects when first asked, over TLS only, and drops
 * a connection that failed in any other way than with Postgres' own answer.
 */
export function connect(
  settings: DatabaseSettings,
  password: Password,
  log: Log,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
): Kysely<DB> {
  const pool = new pg.Pool({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password,
    ssl: { rejectUnauthorized: true },
    max: MAX_CONNECTIONS,
    keepAlive: true,
    // A frozen environment wakes up with its connection; a timer would close it on the spot.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + GRACE_MS,
    application_name: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "touchline",
  });
  // Lost while it is idle, a connection tells the pool; lost while in use, it tells its own listeners, beside
  // failing the query. Either would end the process if nobody listened.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", (error) => log.warn("database connection lost", { error }));
  });
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: droppingBroken(pool) }) });
}

/**
 * A client whose query timed out is still busy with it: given back to the pool, it would hold up the next.
 * kysely gives back every client, so it is decided here which are worth keeping.
 */
function droppingBroken(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let isBroken = false;
      const query = async (text: string, values: unknown[]) => {
        try {
          return await client.query(text, values);
        } catch (error) {
          isBroken ||= !isAnswer(error);
          throw error;
        }
      };
      return {
        // kysely's type also takes cursors, which are not used here.
        query: query as unknown as PostgresPoolClient["query"],
        release: () => client.release(isBroken),
      };
    },
  };
}

/** Whether Postgres answered and stays; with SQLSTATE 57P01 to 57P05 it says that it ends the session. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !error.code?.startsWith("57P");
}
