import { setTimeout } from "node:timers/promises";
import { readEnvironment } from "../env.ts";
import { dynamoAudience } from "../io/dynamo/audience.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoFrames } from "../io/dynamo/frames.ts";
import { dynamoPresence } from "../io/dynamo/presence.ts";
import { dynamoSnapshots } from "../io/dynamo/snapshots.ts";
import { lambdaIdentity } from "../io/gateway/credentials.ts";
import { payloadOf } from "../io/gateway/payload.ts";
import { signedGateway } from "../io/gateway/signed-gateway.ts";
import { createLog } from "../log.ts";
import { recentFrames } from "../viewer/recent.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("welcome");
const dynamo = dynamoClient();
const tables = { connections: env.CONNECTIONS_TABLE, subscriptions: env.SUBSCRIPTIONS_TABLE };

export const handler = createHandler({
  audience: dynamoAudience(dynamo, tables),
  presence: dynamoPresence(dynamo, env.SUBSCRIPTIONS_TABLE),
  snapshots: dynamoSnapshots(dynamo, env.SNAPSHOTS_TABLE),
  frames: recentFrames(dynamoFrames(dynamo, env.FRAMES_TABLE)),
  gateway: signedGateway({ ...lambdaIdentity(), callbackUrl: env.CALLBACK_URL }),
  payloadOf,
  log: createLog("welcome"),
  now: () => new Date(),
  sleep: setTimeout,
});
