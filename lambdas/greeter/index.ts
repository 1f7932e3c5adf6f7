import { setTimeout } from "node:timers/promises";
import { lambdaIdentity } from "../../modules/adapters/api-gateway/credentials.ts";
import { payloadOf } from "../../modules/adapters/api-gateway/payload.ts";
import { signedGateway } from "../../modules/adapters/api-gateway/signed-gateway.ts";
import { dynamoAudience } from "../../modules/adapters/dynamodb/audience.ts";
import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoFrames } from "../../modules/adapters/dynamodb/frames.ts";
import { dynamoPresence } from "../../modules/adapters/dynamodb/presence.ts";
import { dynamoSnapshots } from "../../modules/adapters/dynamodb/snapshots.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { cachedFrameLog } from "../../modules/subscriptions/frame-log-cache.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("greeter");
const dynamo = dynamoClient();
const tables = { connections: env.CONNECTIONS_TABLE, subscriptions: env.SUBSCRIPTIONS_TABLE };

export const handler = createHandler({
  audience: dynamoAudience(dynamo, tables),
  presence: dynamoPresence(dynamo, env.SUBSCRIPTIONS_TABLE),
  snapshots: dynamoSnapshots(dynamo, env.SNAPSHOTS_TABLE),
  frames: cachedFrameLog(dynamoFrames(dynamo, env.FRAMES_TABLE)),
  gateway: signedGateway({ ...lambdaIdentity(), callbackUrl: env.CALLBACK_URL }),
  payloadOf,
  log: createLog("greeter"),
  now: () => new Date(),
  sleep: setTimeout,
});
