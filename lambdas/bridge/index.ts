import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFeedJournal } from "../io/dynamo/feed-journal.ts";
import { dynamoIdMap } from "../io/dynamo/id-map.ts";
import { dynamoPollStates } from "../io/dynamo/poll-state.ts";
import { kinesisClient, kinesisStream } from "../io/kinesis.ts";
import { secretsManagerAccounts } from "../io/poll-accounts.ts";
import { secretsManagerClient } from "../io/secrets.ts";
import { alarm, pause } from "../io/timers.ts";
import { vendorHttp } from "../io/vendor-http.ts";
import { vendorStreams } from "../io/vendor-streams.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { isStreamedId } from "../providers/ids.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("bridge");
const [log, dynamo, stop] = [createLog("bridge"), dynamoClient(), new AbortController()];
process.once("SIGTERM", () => stop.abort());
const handler = createHandler({
  ...{ log, pause, alarm, now: Date.now, random: Math.random, http: vendorHttp(), streams: vendorStreams() },
  metrics: createMetrics("bridge"),
  accounts: secretsManagerAccounts(secretsManagerClient(), env.BRIDGE_SECRETS, Date.now),
  states: dynamoPollStates(dynamo, env.BRIDGE_STATES_TABLE),
  ids: dynamoIdMap(dynamo, env.IDS_TABLE),
  feeds: dynamoFeedJournal(dynamo, env.FEEDS_TABLE),
  stream: kinesisStream(kinesisClient(), env.STREAM_NAME),
});
await handler(Object.keys(env.BRIDGE_SECRETS).filter(isStreamedId), stop.signal);
process.exit(0);
