import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import type { IdMapping, IdRegistry } from "../../ports/ids.ts";
import { BY_ID, idKey, idRow, mappingOf } from "./id-rows.ts";
import type { Item } from "./item.ts";

/** The id map as those who look after it see it: always from the table, never from memory. */
export function dynamoIdRegistry(client: DynamoDBClient, table: string): IdRegistry {
  return {
    async get(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: idKey(id), ConsistentRead: true }),
      );
      return Item && mappingOf(Item);
    },

    async put(mapping) {
      await client.send(new PutItemCommand({ TableName: table, Item: idRow(mapping) }));
    },

    async remove(id) {
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName: table, Key: idKey(id), ReturnValues: "ALL_OLD" }),
      );
      return Attributes && mappingOf(Attributes);
    },

    async list(id, kind) {
      const found: IdMapping[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: BY_ID,
            KeyConditionExpression: "internal = :id",
            ExpressionAttributeValues: { ":id": { S: id } },
            ExclusiveStartKey,
          }),
        );
        found.push(...(page.Items ?? []).map(mappingOf));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return kind === undefined ? found : found.filter((mapping) => mapping.kind === kind);
    },
  };
}
