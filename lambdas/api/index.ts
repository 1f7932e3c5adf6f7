import { readEnvironment } from "../env.ts";
import { connect, databaseSettings, iamToken } from "../io/postgres/connect.ts";
import { matchReader } from "../io/postgres/match-reader.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const log = createLog("api");
const settings = databaseSettings(readEnvironment("api"));

export const handler = createHandler({
  matches: matchReader(connect(settings, iamToken(settings), log)),
  log,
  now: () => new Date(),
});
