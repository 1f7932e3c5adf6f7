import { setTimeout } from "node:timers/promises";
import { readEnvironment } from "../env.ts";
import { dynamoAudience } from "../io/dynamo/audience.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFrames } from "../io/dynamo/frames.ts";
import { dynamoSnapshots } from "../io/dynamo/snapshots.ts";
import { lambdaIdentity } from "../io/gateway/credentials.ts";
import { lambdaEndpoint, lambdaGreeter } from "../io/gateway/lambda-greeter.ts";
import { payloadOf } from "../io/gateway/payload.ts";
import { signedGateway } from "../io/gateway/signed-gateway.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("sockets");
const identity = lambdaIdentity();
const endpoint = lambdaEndpoint(identity.region);
const dynamo = dynamoClient();
const tables = { connections: env.CONNECTIONS_TABLE, subscriptions: env.SUBSCRIPTIONS_TABLE };

export const handler = createHandler({
  // Whoever is told of a connection's end by API Gateway itself need not wait for its handshake.
  audience: dynamoAudience(dynamo, tables, { handshakeMs: 0 }),
  snapshots: dynamoSnapshots(dynamo, env.SNAPSHOTS_TABLE),
  frames: dynamoFrames(dynamo, env.FRAMES_TABLE),
  gateway: signedGateway({ ...identity, callbackUrl: env.CALLBACK_URL }),
  payloadOf,
  greeter: lambdaGreeter({ ...identity, endpoint, functionName: env.WELCOME_FUNCTION }),
  log: createLog("sockets"),
  now: () => new Date(),
  sleep: setTimeout,
});
