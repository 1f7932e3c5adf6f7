import { readEnvironment } from "../env.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { kinesisReader } from "../io/kinesis-reader.ts";
import { connect, databaseSettings, iamToken } from "../io/postgres/connect.ts";
import { matchStore } from "../io/postgres/match-store.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("reread");
const log = createLog("reread");
const settings = databaseSettings(env);
const kinesis = kinesisClient();

export const handler = createHandler({
  reader: kinesisReader(kinesis, { name: env.STREAM_NAME, arn: env.STREAM_ARN }),
  matches: matchStore(connect(settings, iamToken(settings), log)),
  stream: kinesisStream(kinesis, env.STREAM_NAME),
  log,
  now: () => new Date(),
});
