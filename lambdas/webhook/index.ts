import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoDeliveries } from "../../modules/adapters/dynamodb/deliveries.ts";
import { dynamoFeedHealthRecorder } from "../../modules/adapters/dynamodb/feed-health-recorder.ts";
import { dynamoIdMap } from "../../modules/adapters/dynamodb/id-map.ts";
import { kinesisClient, kinesisStream } from "../../modules/adapters/kinesis/stream.ts";
import {
  secretsManagerClient,
  secretsManagerCredentials,
} from "../../modules/adapters/secrets-manager/secrets.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createMetrics } from "../../modules/runtime/metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("webhook");
const log = createLog("webhook");
const dynamo = dynamoClient();
const deliveries = dynamoDeliveries(dynamo, env.DELIVERIES_TABLE);

export const handler = createHandler({
  log,
  credentials: secretsManagerCredentials(secretsManagerClient(), env.WEBHOOK_SECRETS, { log, now: Date.now }),
  deliveries,
  rate: deliveries,
  ids: dynamoIdMap(dynamo, env.IDS_TABLE),
  feeds: dynamoFeedHealthRecorder(dynamo, env.FEEDS_TABLE),
  metrics: createMetrics("webhook"),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  rateLimit: env.WEBHOOK_RATE_LIMIT,
  now: () => new Date(),
});
