import { setTimeout } from "node:timers/promises";
import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFeedJournal } from "../io/dynamo/feed-journal.ts";
import { dynamoIdMap } from "../io/dynamo/id-map.ts";
import { dynamoPollStates } from "../io/dynamo/poll-state.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { secretsManagerAccounts } from "../io/poll-accounts.ts";
import { secretsManagerClient } from "../io/secrets.ts";
import { vendorHttp } from "../io/vendor-http.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
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
  feeds: dynamoFeedJournal(dynamo, env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
  now: Date.now,
  pause: setTimeout,
  random: Math.random,
});
