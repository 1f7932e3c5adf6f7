import { type Kysely, sql } from "kysely";
import type { DB } from "./schema.ts";

/** What the functions may do: they add and read, and never remove. */
const GRANTS = [
  { privileges: sql`select, insert, update`, table: "matches" },
  { privileges: sql`select, insert`, table: "match_log" },
];

/**
 * Makes the role the functions sign in as with an IAM token, and gives it no more than they need.
 * Safe to repeat.
 *
 * @param db signed in as the owner, the tables being there
 */
export async function ensureAppRole(db: Kysely<DB>, role: string, database: string): Promise<void> {
  const name = sql.id(role);
  await db.transaction().execute(async (transaction) => {
    // Two at once would both find it missing.
    await sql`select pg_advisory_xact_lock(hashtext('touchline app role'))`.execute(transaction);
    const found = await sql`select from pg_roles where rolname = ${role}`.execute(transaction);
    if (found.rows.length === 0) await sql`create role ${name} login`.execute(transaction);
    await sql`grant rds_iam to ${name}`.execute(transaction);
    await sql`revoke temporary on database ${sql.id(database)} from public`.execute(transaction);
    for (const { privileges, table } of GRANTS) {
      await sql`grant ${privileges} on ${sql.table(table)} to ${name}`.execute(transaction);
    }
  });
}
