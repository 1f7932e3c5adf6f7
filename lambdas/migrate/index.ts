import { join } from "node:path";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { readEnvironment } from "../env.ts";
import { databaseSettings } from "../io/postgres/connect.ts";
import { updateSchema } from "../io/postgres/schema-owner.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const log = createLog("migrate");
const environment = readEnvironment("migrate");

export const handler = createHandler({
  updateSchema: () =>
    updateSchema({
      settings: databaseSettings(environment),
      secrets: new SecretsManagerClient(),
      ownerSecret: environment.DATABASE_OWNER_SECRET,
      // The bundle has the files beside it.
      migrations: join(import.meta.dirname, "migrations"),
      log,
    }),
  log,
});
