import { lambdaIdentity } from "../../modules/adapters/api-gateway/credentials.ts";
import { payloadOf } from "../../modules/adapters/api-gateway/payload.ts";
import { signedGateway } from "../../modules/adapters/api-gateway/signed-gateway.ts";
import { dynamoAudience } from "../../modules/adapters/dynamodb/audience.ts";
import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { budgetClient, dynamoPostBudget } from "../../modules/adapters/dynamodb/post-budget.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("broadcaster");

export const handler = createHandler({
  audience: dynamoAudience(dynamoClient(), {
    connections: env.CONNECTIONS_TABLE,
    subscriptions: env.SUBSCRIPTIONS_TABLE,
  }),
  gateway: signedGateway({ callbackUrl: env.CALLBACK_URL, ...lambdaIdentity() }),
  budget: dynamoPostBudget(budgetClient(), env.BUDGET_TABLE, { postsPerSecond: env.POSTS_PER_SECOND }),
  payloadOf,
  log: createLog("broadcaster"),
  now: Date.now,
});
