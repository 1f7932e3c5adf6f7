import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoDeliveries } from "../io/dynamo/deliveries.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { secretsManagerClient, secretsManagerCredentials } from "../io/secrets.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("webhook");
const log = createLog("webhook");
const deliveries = dynamoDeliveries(dynamoClient(), env.DELIVERIES_TABLE);

export const handler = createHandler({
  log,
  credentials: secretsManagerCredentials(secretsManagerClient(), env.WEBHOOK_SECRETS, { log, now: Date.now }),
  deliveries,
  rate: deliveries,
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  rateLimit: env.WEBHOOK_RATE_LIMIT,
  now: () => new Date(),
});
