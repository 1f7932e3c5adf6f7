import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createHandler } from "../../../lambdas/migrate/handler.ts";
import type { DatabaseSettings } from "../../../modules/adapters/postgres/connect.ts";
import type { DB } from "../../../modules/adapters/postgres/schema.ts";
import { updateSchema } from "../../../modules/adapters/postgres/schema-owner.ts";
import { MIGRATIONS, quiet, startTestServer, type TestServer } from "../../support/postgres.ts";
import { startSecretsManager } from "../../support/secrets-manager.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:owner";
const WRONG_ARN = `${ARN}-wrong`;

let postgres: TestServer;
let secrets: Awaited<ReturnType<typeof startSecretsManager>>;
let folder: string;
/** A new database and role for each test. */
let settings: DatabaseSettings;
let made = 0;

beforeAll(async () => {
  postgres = await startTestServer();
  secrets = await startSecretsManager({
    [ARN]: JSON.stringify({ ...postgres.server.owner, engine: "postgres" }),
    [WRONG_ARN]: JSON.stringify({ ...postgres.server.owner, password: "wrong" }),
  });
});
afterAll(async () => {
  await secrets.close();
  await postgres.remove();
});
beforeEach(async () => {
  made += 1;
  settings = { ...postgres.settings(`app_${made}`), database: `deployed_${made}` };
  await sql`create database ${sql.id(settings.database)}`.execute(postgres.asOwner());
  folder = mkdtempSync(join(tmpdir(), "touchline-migrations-"));
  cpSync(MIGRATIONS, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function deployed(ownerSecret = ARN) {
  const options = { settings, secrets: secrets.client, ownerSecret, migrations: folder, log: quiet };
  return createHandler({ updateSchema: () => updateSchema(options), log: quiet })();
}

function asOwner() {
  const { username, password } = postgres.server.owner;
  return postgres.open({ ...settings, user: username }, password);
}

async function tables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'
  `.execute(asOwner());
  return rows.map(({ name }) => name);
}

const ALL = readdirSync(MIGRATIONS).map((file) => file.replace(/\.sql$/, ""));

test("each migration is applied once, in order, whoever deploys again", async () => {
  expect(await deployed()).toEqual({ applied: ALL });
  expect(await deployed()).toEqual({ applied: [] });

  writeFileSync(
    join(folder, "9001_later.sql"),
    "create table later (a integer); insert into later values (1);",
  );
  writeFileSync(join(folder, "README.md"), "not a migration");
  expect(await deployed()).toEqual({ applied: ["9001_later"] });
  const { rows } = await sql`select * from later`.execute(asOwner());
  expect(rows).toEqual([{ a: 1 }]);
});

test("two deployments at once wait for each other", async () => {
  const outcomes = await Promise.all([deployed(), deployed(), deployed()]);
  expect(outcomes.flatMap(({ applied }) => applied)).toEqual(ALL);
});

test("a migration that fails fails the deployment and leaves nothing of it", async () => {
  writeFileSync(join(folder, "9001_good.sql"), "create table good (a integer);");
  writeFileSync(
    join(folder, "9002_bad.sql"),
    "create table half (a integer); create table good (a integer);",
  );
  await expect(deployed()).rejects.toThrow(/"good" already exists/);
  expect(await tables()).toEqual(["migrations", "migrations_lock"]);

  rmSync(join(folder, "9002_bad.sql"));
  expect(await deployed()).toEqual({ applied: [...ALL, "9001_good"] });
});

test.each([
  ["there is no such secret", "arn:another", { name: "ResourceNotFoundException" }],
  ["the password is wrong", WRONG_ARN, { code: "28P01" }],
])("it fails where %s", async (_, ownerSecret, reason) => {
  await expect(deployed(ownerSecret)).rejects.toMatchObject(reason);
});

describe("the role of the functions", () => {
  let app: Kysely<DB>;
  beforeEach(async () => {
    await deployed();
    app = postgres.open(settings);
  });

  const attempt = (statement: string) =>
    sql
      .raw(statement)
      .execute(app)
      .then(
        () => "allowed",
        (error: { code?: string }) => error.code,
      );

  test.each([
    "delete from matches",
    "delete from match_log",
    "update match_log set public = true",
    "truncate matches, match_log",
    "drop table match_log",
    "alter table matches add column a integer",
    "create table a (a integer)",
    "create temporary table a (a integer)",
    "create schema a",
    "create role a",
    "create index a on matches (live)",
    "select * from migrations",
    "set role touchline_owner",
  ])("may not: %s", async (statement) => {
    expect(await attempt(statement)).toBe("42501");
  });

  test.each([
    "select count(*) from matches",
    "select count(*) from match_log",
    "update matches set pushed_seq = 1",
  ])("may: %s", async (statement) => {
    expect(await attempt(statement)).toBe("allowed");
  });

  test("signs in by IAM, and has no other right in the server", async () => {
    const { rows } = await sql`
      select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, pg_has_role(oid, 'rds_iam', 'member') as iam
      from pg_roles where rolname = current_user
    `.execute(app);
    expect(rows).toEqual([
      { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false, iam: true },
    ]);
  });
});
