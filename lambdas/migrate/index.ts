import { join } from "node:path";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { databaseSettings } from "../../modules/adapters/postgres/connect.ts";
import { updateSchema } from "../../modules/adapters/postgres/schema-owner.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
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
