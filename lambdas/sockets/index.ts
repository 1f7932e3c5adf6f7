import { setTimeout } from "node:timers/promises";
import { lambdaIdentity } from "../../modules/adapters/api-gateway/credentials.ts";
import { payloadOf } from "../../modules/adapters/api-gateway/payload.ts";
import { signedGateway } from "../../modules/adapters/api-gateway/signed-gateway.ts";
import { dynamoAudience } from "../../modules/adapters/dynamodb/audience.ts";
import { dynamoClient } from "../../modules/adapters/dynamodb/client.ts";
import { dynamoConnectionLimiter } from "../../modules/adapters/dynamodb/connection-limiter.ts";
import { dynamoFrames } from "../../modules/adapters/dynamodb/frames.ts";
import { dynamoPresence } from "../../modules/adapters/dynamodb/presence.ts";
import { dynamoSnapshots } from "../../modules/adapters/dynamodb/snapshots.ts";
import { lambdaGreeter } from "../../modules/adapters/lambda/greeter.ts";
import { lambdaEndpoint } from "../../modules/adapters/lambda/invoke.ts";
import { tokenVerifier } from "../../modules/adapters/tokens/tokens.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { cachedFrameLog } from "../../modules/subscriptions/frame-log-cache.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("sockets");
const identity = lambdaIdentity();
const endpoint = lambdaEndpoint(identity.region);
const dynamo = dynamoClient();
const log = createLog("sockets");
const limits = { perUser: env.CONNECTIONS_PER_USER, perAddress: env.CONNECTIONS_PER_ADDRESS };
const tables = { connections: env.CONNECTIONS_TABLE, subscriptions: env.SUBSCRIPTIONS_TABLE };

export const handler = createHandler({
  // API Gateway itself reports the end of a connection here, so no handshake of it can be under way.
  audience: dynamoAudience(dynamo, tables, { handshakeMs: 0 }),
  presence: dynamoPresence(dynamo, env.SUBSCRIPTIONS_TABLE),
  snapshots: dynamoSnapshots(dynamo, env.SNAPSHOTS_TABLE),
  frames: cachedFrameLog(dynamoFrames(dynamo, env.FRAMES_TABLE)),
  gateway: signedGateway({ ...identity, callbackUrl: env.CALLBACK_URL }),
  payloadOf,
  greeter: lambdaGreeter({ ...identity, endpoint, functionName: env.GREETER_FUNCTION }),
  tokens: tokenVerifier(env.TOKEN_ISSUERS, { log }),
  connectionLimiter: dynamoConnectionLimiter(dynamo, { table: env.CONNECTION_LIMITS_TABLE, limits }),
  log,
  now: () => new Date(),
  sleep: setTimeout,
});
