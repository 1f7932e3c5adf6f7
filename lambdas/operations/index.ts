import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoFeedHealthReader } from "../../modules/adapters/dynamodb/feed-health-reader.ts";
import { dynamoIdRegistry } from "../../modules/adapters/dynamodb/id-registry.ts";
import { kinesisClient, kinesisStream } from "../../modules/adapters/kinesis/stream.ts";
import { tokenVerifier } from "../../modules/adapters/tokens/tokens.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("operations");
const log = createLog("operations");
const dynamo = dynamoClient();

export const handler = createHandler({
  log,
  tokens: tokenVerifier(env.TOKEN_ISSUERS, { log }),
  ids: dynamoIdRegistry(dynamo, env.IDS_TABLE),
  feeds: dynamoFeedHealthReader(dynamo, env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  now: () => new Date(),
});
