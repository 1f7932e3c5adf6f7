import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsHttp } from "../aws-http.ts";

/**
 * Calls to a table are small and many, so one that hangs is soon made again.
 *
 * @param timeoutMs for one try of one call
 */
export function dynamoClient({ timeoutMs = 2_000, maxAttempts = 5 } = {}): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts, requestHandler: awsHttp(timeoutMs) });
}
