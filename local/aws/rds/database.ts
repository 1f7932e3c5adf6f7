import * as z from "zod";
import type { Assembly } from "../cloudformation/assembly.ts";
import type { RunningPostgres, Template } from "../interfaces.ts";
import type { Secrets } from "../secrets-manager/secrets.ts";

const DATABASE_TYPE = "AWS::RDS::DBInstance";
const attachment = z.looseObject({ SecretId: z.string(), TargetId: z.string() });

/** The name of the database in the template; undefined if it has none. */
export function databaseName({ template }: Assembly): string | undefined {
  const instance = Object.values(template.Resources).find(({ Type }) => Type === DATABASE_TYPE);
  if (!instance) return undefined;
  const { DBName } = instance.Properties;
  return typeof DBName === "string" ? DBName : "postgres";
}

/** Fills the secrets attached to the database with its owner and address, as RDS does. */
export function fillDatabaseSecrets(secrets: Secrets, template: Template, postgres: RunningPostgres): void {
  const value = JSON.stringify({
    engine: "postgres",
    host: postgres.host,
    port: postgres.port,
    dbname: postgres.database,
    username: postgres.owner.username,
    password: postgres.owner.password,
  });
  const databases = new Set(template.ofType(DATABASE_TYPE).map(({ ref }) => ref));
  for (const { properties } of template.ofType("AWS::SecretsManager::SecretTargetAttachment")) {
    const { SecretId, TargetId } = attachment.parse(properties);
    const secret = databases.has(TargetId) ? secrets.find(SecretId) : undefined;
    if (secret && secret.value !== value) secrets.put(secret, value);
  }
}
