import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Calls to a table are small and many: connections are kept, and a call that hangs is soon made again. */
export function dynamoClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 2_000,
      // Without it the timeout is no more than a warning.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 128 },
      httpsAgent: { keepAlive: true, maxSockets: 128 },
    }),
  });
}
