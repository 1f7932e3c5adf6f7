import { kinesisReader } from "../../modules/adapters/kinesis/reader.ts";
import { kinesisClient, kinesisStream } from "../../modules/adapters/kinesis/stream.ts";
import { connect, databaseSettings, iamToken } from "../../modules/adapters/postgres/connect.ts";
import { matchStore } from "../../modules/adapters/postgres/match-store.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("reconciler");
const log = createLog("reconciler");
const settings = databaseSettings(env);
const kinesis = kinesisClient();

export const handler = createHandler({
  reader: kinesisReader(kinesis, { name: env.STREAM_NAME, arn: env.STREAM_ARN }),
  matches: matchStore(connect(settings, iamToken(settings), log)),
  stream: kinesisStream(kinesis, env.STREAM_NAME),
  log,
  now: () => new Date(),
});
