import { lambdaIdentity } from "../../modules/adapters/api-gateway/credentials.ts";
import { payloadOf } from "../../modules/adapters/api-gateway/payload.ts";
import { signedGateway } from "../../modules/adapters/api-gateway/signed-gateway.ts";
import { dynamoAudience } from "../../modules/adapters/dynamodb/audience.ts";
import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoFeedHealthRecorder } from "../../modules/adapters/dynamodb/feed-health-recorder.ts";
import { dynamoFrames } from "../../modules/adapters/dynamodb/frames.ts";
import { budgetClient, dynamoPostBudget } from "../../modules/adapters/dynamodb/post-budget.ts";
import { dynamoSnapshots } from "../../modules/adapters/dynamodb/snapshots.ts";
import { lambdaBroadcasters } from "../../modules/adapters/lambda/broadcasters.ts";
import { lambdaEndpoint } from "../../modules/adapters/lambda/invoke.ts";
import { connect, databaseSettings, iamToken } from "../../modules/adapters/postgres/connect.ts";
import { matchStore } from "../../modules/adapters/postgres/match-store.ts";
import { deadLetterClient, sqsDeadLetters } from "../../modules/adapters/sqs/dead-letters.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createMetrics } from "../../modules/runtime/metrics.ts";
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
  feeds: dynamoFeedHealthRecorder(dynamo, env.FEEDS_TABLE),
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
