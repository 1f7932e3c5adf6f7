import type { Server } from "node:http";
import { forward } from "../endpoint/forward.ts";
import { jsonInput, Refusal, type Service, targetOperation } from "../endpoint/request.ts";
import type { Environment } from "../interfaces.ts";

/** Operations on one table, and those that name several in `RequestItems`. */
const ONE_TABLE = new Set([
  "CreateTable",
  "DeleteItem",
  "DescribeTable",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
]);
const MANY_TABLES = new Set(["BatchGetItem", "BatchWriteItem"]);

/** Serves DynamoDB with dynalite, without transactions and streams; `time-to-live.ts` deletes expired items. */
export function dynamoService(dynalite: Server, { partition, region, account }: Environment): Service {
  const tableArn = (name: string) => `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;

  function resourcesOf(operation: string, input: Record<string, unknown>): string[] {
    if (ONE_TABLE.has(operation)) {
      const table = tableArn(String(input.TableName));
      return [typeof input.IndexName === "string" ? `${table}/index/${input.IndexName}` : table];
    }
    if (MANY_TABLES.has(operation)) return Object.keys(Object(input.RequestItems)).map(tableArn);
    throw new Refusal(400, "UnknownOperationException", `the local run does not play dynamodb: ${operation}`);
  }

  return {
    access(request) {
      const operation = targetOperation(request);
      return [{ action: `dynamodb:${operation}`, resources: resourcesOf(operation, jsonInput(request)) }];
    },
    answer: (request, response) => forward(dynalite, request, response),
  };
}
