import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoDeliveries } from "../io/dynamo/deliveries.ts";
import { dynamoFeedJournal } from "../io/dynamo/feed-journal.ts";
import { dynamoIdMap } from "../io/dynamo/id-map.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { secretsManagerClient, secretsManagerCredentials } from "../io/secrets.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
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
  feeds: dynamoFeedJournal(dynamo, env.FEEDS_TABLE),
  metrics: createMetrics("webhook"),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  rateLimit: env.WEBHOOK_RATE_LIMIT,
  now: () => new Date(),
});
