import { setTimeout } from "node:timers/promises";
import { readEnvironment } from "../env.ts";
import { dynamoClient } from "../io/dynamo/client.ts";
import { dynamoSnapshots } from "../io/dynamo/snapshots.ts";
import { lambdaIdentity } from "../io/gateway/credentials.ts";
import { payloadOf } from "../io/gateway/payload.ts";
import { signedGateway } from "../io/gateway/signed-gateway.ts";
import { createLog } from "../log.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("welcome");

export const handler = createHandler({
  snapshots: dynamoSnapshots(dynamoClient(), env.SNAPSHOTS_TABLE),
  gateway: signedGateway({ ...lambdaIdentity(), callbackUrl: env.CALLBACK_URL }),
  payloadOf,
  log: createLog("welcome"),
  now: () => new Date(),
  sleep: setTimeout,
});
