import { setTimeout } from "node:timers/promises";
import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoFeedHealthRecorder } from "../../modules/adapters/dynamodb/feed-health-recorder.ts";
import { dynamoIdMap } from "../../modules/adapters/dynamodb/id-map.ts";
import { dynamoPollStates } from "../../modules/adapters/dynamodb/poll-state.ts";
import { kinesisClient, kinesisStream } from "../../modules/adapters/kinesis/stream.ts";
import { secretsManagerClient } from "../../modules/adapters/secrets-manager/secrets.ts";
import { secretsManagerAccounts } from "../../modules/adapters/secrets-manager/vendor-accounts.ts";
import { vendorHttp } from "../../modules/adapters/vendors/http.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createMetrics } from "../../modules/runtime/metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("poller");
const dynamo = dynamoClient();

export const handler = createHandler({
  log: createLog("poller"),
  metrics: createMetrics("poller"),
  accounts: secretsManagerAccounts(secretsManagerClient(), env.POLL_SECRETS, Date.now),
  states: dynamoPollStates(dynamo, env.POLL_STATES_TABLE),
  http: vendorHttp(),
  ids: dynamoIdMap(dynamo, env.IDS_TABLE),
  feeds: dynamoFeedHealthRecorder(dynamo, env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  now: Date.now,
  pause: setTimeout,
  random: Math.random,
});
