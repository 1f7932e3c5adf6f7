import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFeedReader } from "../io/dynamo/feed-reader.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("watch");

export const handler = createHandler({
  feeds: dynamoFeedReader(dynamoClient(), env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  log: createLog("watch"),
  metrics: createMetrics("watch"),
  now: () => new Date(),
});
