import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFeedReader } from "../io/dynamo/feed-reader.ts";
import { dynamoIdRegistry } from "../io/dynamo/id-registry.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { tokenVerifier } from "../io/tokens.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("operations");
const log = createLog("operations");
const dynamo = dynamoClient();

export const handler = createHandler({
  log,
  tokens: tokenVerifier(env.TOKEN_ISSUERS, { log }),
  ids: dynamoIdRegistry(dynamo, env.IDS_TABLE),
  feeds: dynamoFeedReader(dynamo, env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  now: () => new Date(),
});
