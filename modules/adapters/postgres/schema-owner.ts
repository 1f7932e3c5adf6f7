import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import type { Log } from "../../runtime/log.ts";
import { ensureAppRole } from "./app-role.ts";
import { connect, type DatabaseSettings } from "./connect.ts";
import { migrate } from "./migrations.ts";

/** The secret of a database's owner as RDS writes it. */
const ownerSecret = z.object({ username: z.string().min(1), password: z.string().min(1) });

/** A new index on a long log takes its time; the function's own timeout is the limit. */
const STATEMENT_TIMEOUT_MS = 15 * 60_000;

export interface SchemaOptions {
  /** `user` is the role to be made for the functions. */
  settings: DatabaseSettings;
  secrets: SecretsManagerClient;
  /** ARN of the owner's secret. */
  ownerSecret: string;
  /** Folder of the `*.sql` files. */
  migrations: string;
  log: Log;
}

/**
 * Brings the schema up to date and lets the functions' role in, signed in as the owner.
 *
 * @returns names of the migrations applied now
 */
export async function updateSchema(options: SchemaOptions): Promise<string[]> {
  const { settings, migrations, log } = options;
  const { username, password } = await readOwner(options);
  const owner = { ...settings, user: username };
  const db = connect(owner, async () => password, log, STATEMENT_TIMEOUT_MS);
  try {
    const applied = await migrate(db, migrations);
    await ensureAppRole(db, settings.user, settings.database);
    return applied;
  } finally {
    await db.destroy();
  }
}

async function readOwner({ secrets, ownerSecret: arn }: SchemaOptions): Promise<z.infer<typeof ownerSecret>> {
  const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
  return ownerSecret.parse(JSON.parse(SecretString));
}
