import { connect, databaseSettings, iamToken } from "../../modules/adapters/postgres/connect.ts";
import { matchReader } from "../../modules/adapters/postgres/match-reader.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createHandler } from "./handler.ts";

const log = createLog("api");
const settings = databaseSettings(readEnvironment("api"));

export const handler = createHandler({
  matches: matchReader(connect(settings, iamToken(settings), log)),
  log,
  now: () => new Date(),
});
