import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoFeedHealthRecorder } from "../../modules/adapters/dynamodb/feed-health-recorder.ts";
import { dynamoIdMap } from "../../modules/adapters/dynamodb/id-map.ts";
import { dynamoPollStates } from "../../modules/adapters/dynamodb/poll-state.ts";
import { kinesisClient, kinesisStream } from "../../modules/adapters/kinesis/stream.ts";
import { secretsManagerClient } from "../../modules/adapters/secrets-manager/secrets.ts";
import { secretsManagerAccounts } from "../../modules/adapters/secrets-manager/vendor-accounts.ts";
import { alarm, pause } from "../../modules/adapters/timers.ts";
import { vendorHttp } from "../../modules/adapters/vendors/http.ts";
import { vendorStreams } from "../../modules/adapters/vendors/streams.ts";
import { isStreamedId } from "../../modules/providers/ids.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createMetrics } from "../../modules/runtime/metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("feed-bridge");
const [log, dynamo, stop] = [createLog("feed-bridge"), dynamoClient(), new AbortController()];
process.once("SIGTERM", () => stop.abort());
const handler = createHandler({
  ...{ log, pause, alarm, now: Date.now, random: Math.random, http: vendorHttp(), streams: vendorStreams() },
  metrics: createMetrics("feed-bridge"),
  accounts: secretsManagerAccounts(secretsManagerClient(), env.BRIDGE_SECRETS, Date.now),
  states: dynamoPollStates(dynamo, env.BRIDGE_STATES_TABLE),
  ids: dynamoIdMap(dynamo, env.IDS_TABLE),
  feeds: dynamoFeedHealthRecorder(dynamo, env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
});
await handler(Object.keys(env.BRIDGE_SECRETS).filter(isStreamedId), stop.signal);
process.exit(0);
