import { readEnvironment } from "../env.ts";
import { dynamoAudience } from "../io/dynamo/audience.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { budgetClient, dynamoPostBudget } from "../io/dynamo/post-budget.ts";
import { lambdaIdentity } from "../io/gateway/credentials.ts";
import { payloadOf } from "../io/gateway/payload.ts";
import { signedGateway } from "../io/gateway/signed-gateway.ts";
import { createLog } from "../log.ts";
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
