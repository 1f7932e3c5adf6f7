import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoFeedHealthReader } from "../../modules/adapters/dynamodb/feed-health-reader.ts";
import { kinesisClient, kinesisStream } from "../../modules/adapters/kinesis/stream.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createMetrics } from "../../modules/runtime/metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("feed-monitor");

export const handler = createHandler({
  feeds: dynamoFeedHealthReader(dynamoClient(), env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  log: createLog("feed-monitor"),
  metrics: createMetrics("feed-monitor"),
  now: () => new Date(),
});
