import { readEnvironment } from "../env.ts";
import { deadLetterClient, sqsDeadLetters } from "../io/dead-letters.ts";
import { dynamoAudience } from "../io/dynamo/audience.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFeedJournal } from "../io/dynamo/feed-journal.ts";
import { dynamoFrames } from "../io/dynamo/frames.ts";
import { budgetClient, dynamoPostBudget } from "../io/dynamo/post-budget.ts";
import { dynamoSnapshots } from "../io/dynamo/snapshots.ts";
import { lambdaIdentity } from "../io/gateway/credentials.ts";
import { lambdaBroadcasters } from "../io/gateway/lambda-broadcasters.ts";
import { lambdaEndpoint } from "../io/gateway/lambda-invoke.ts";
import { payloadOf } from "../io/gateway/payload.ts";
import { signedGateway } from "../io/gateway/signed-gateway.ts";
import { connect, databaseSettings, iamToken } from "../io/postgres/connect.ts";
import { matchStore } from "../io/postgres/match-store.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("consumer");
const log = createLog("consumer");
const settings = databaseSettings(env);
const dynamo = dynamoClient();
const identity = lambdaIdentity();

export const handler = createHandler({
  matches: matchStore(connect(settings, iamToken(settings), log)),
  snapshots: dynamoSnapshots(dynamo, env.SNAPSHOTS_TABLE),
  frames: dynamoFrames(dynamo, env.FRAMES_TABLE),
  feeds: dynamoFeedJournal(dynamo, env.FEEDS_TABLE),
  audience: dynamoAudience(dynamo, {
    connections: env.CONNECTIONS_TABLE,
    subscriptions: env.SUBSCRIPTIONS_TABLE,
  }),
  gateway: signedGateway({ callbackUrl: env.CALLBACK_URL, ...identity }),
  broadcasters: lambdaBroadcasters({
    ...identity,
    endpoint: lambdaEndpoint(identity.region),
    functionName: env.BROADCASTER_FUNCTION,
  }),
  budget: dynamoPostBudget(budgetClient(), env.BUDGET_TABLE, { postsPerSecond: env.POSTS_PER_SECOND }),
  payloadOf,
  deadLetters: sqsDeadLetters(deadLetterClient(), env.DEAD_LETTER_QUEUE_URL),
  log,
  metrics: createMetrics("consumer"),
  now: () => new Date(),
});
