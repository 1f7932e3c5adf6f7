import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsHttp } from "../aws-http.ts";

/** Calls to a table are small and many, so one that hangs is soon made again. */
export function dynamoClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 5,
    requestHandler: awsHttp(2_000),
  });
}
