import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { DB } from "./schema.ts";

/**
 * Brings the database to the newest of the `*.sql` files in `folder`, which run in the order of their names,
 * each once. All of them are one transaction, and whoever comes second waits for whoever is at it.
 *
 * @param db signed in as the owner
 * @returns names of those applied now
 */
export async function migrate(db: Kysely<DB>, folder: string): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => sqlFiles(folder) },
    migrationTableName: "migrations",
    migrationLockTableName: "migrations_lock",
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map(({ migrationName }) => migrationName);
}

async function sqlFiles(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql"));
  const migrations = files.map(async (file): Promise<[string, Migration]> => {
    const statements = await readFile(join(folder, file), "utf8");
    return [
      file.slice(0, -".sql".length),
      {
        up: async (transaction) => {
          await sql.raw(statements).execute(transaction);
        },
      },
    ];
  });
  return Object.fromEntries(await Promise.all(migrations));
}
