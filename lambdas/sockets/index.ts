import { setTimeout } from "node:timers/promises";
import { readEnvironment } from "../env.ts";
import { dynamoAudience } from "../io/dynamo/audience.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFrames } from "../io/dynamo/frames.ts";
import { dynamoPresence } from "../io/dynamo/presence.ts";
import { dynamoSnapshots } from "../io/dynamo/snapshots.ts";
import { dynamoTurnstile } from "../io/dynamo/turnstile.ts";
import { lambdaIdentity } from "../io/gateway/credentials.ts";
import { lambdaGreeter } from "../io/gateway/lambda-greeter.ts";
import { lambdaEndpoint } from "../io/gateway/lambda-invoke.ts";
import { payloadOf } from "../io/gateway/payload.ts";
import { signedGateway } from "../io/gateway/signed-gateway.ts";
import { tokenVerifier } from "../io/tokens.ts";
import { createLog } from "../log.ts";
import { recentFrames } from "../viewer/recent.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("sockets");
const identity = lambdaIdentity();
const endpoint = lambdaEndpoint(identity.region);
const dynamo = dynamoClient();
const log = createLog("sockets");
const limits = { perUser: env.CONNECTIONS_PER_USER, perAddress: env.CONNECTIONS_PER_ADDRESS };
const tables = { connections: env.CONNECTIONS_TABLE, subscriptions: env.SUBSCRIPTIONS_TABLE };

export const handler = createHandler({
  // Whoever is told of a connection's end by API Gateway itself need not wait for its handshake.
  audience: dynamoAudience(dynamo, tables, { handshakeMs: 0 }),
  presence: dynamoPresence(dynamo, env.SUBSCRIPTIONS_TABLE),
  snapshots: dynamoSnapshots(dynamo, env.SNAPSHOTS_TABLE),
  frames: recentFrames(dynamoFrames(dynamo, env.FRAMES_TABLE)),
  gateway: signedGateway({ ...identity, callbackUrl: env.CALLBACK_URL }),
  payloadOf,
  greeter: lambdaGreeter({ ...identity, endpoint, functionName: env.WELCOME_FUNCTION }),
  tokens: tokenVerifier(env.TOKEN_ISSUERS, { log }),
  turnstile: dynamoTurnstile(dynamo, { table: env.TURNSTILE_TABLE, limits }),
  log,
  now: () => new Date(),
  sleep: setTimeout,
});
