import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { LostLeaseError, type PollStates } from "../../ports/vendors.ts";
import { expiry, holds, type Item, number } from "./item.ts";

/** A provider that has not been polled for so long starts anew. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** One row per polled provider. Whoever holds it alone writes it. */
export function dynamoPollStates(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): PollStates {
  const write = async (provider: string, holder: string, content: string, alsoRemove: string) => {
    const written = client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(provider),
        UpdateExpression: `SET content = :content, #ttl = :ttl${alsoRemove}`,
        ConditionExpression: "holder = :holder",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":content": { S: content },
          ":ttl": expiry(now() + KEPT_MS),
          ":holder": { S: holder },
        },
      }),
    );
    if (!(await holds(written))) throw new LostLeaseError(`the state of ${provider} is held by another`);
  };

  return {
    async take(provider, holder, at, until) {
      let row: Item | undefined;
      const taken = async () => {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(provider),
            UpdateExpression: "SET holder = :holder, held_until = :until",
            // Our own it is if an answer was lost on the way and the call was made again.
            ConditionExpression: "attribute_not_exists(holder) OR held_until <= :now OR holder = :holder",
            ExpressionAttributeValues: {
              ":holder": { S: holder },
              ":until": number(until),
              ":now": number(at),
            },
            ReturnValues: "ALL_NEW",
          }),
        );
        row = Attributes;
      };
      return (await holds(taken())) ? { content: row?.content?.S } : undefined;
    },
    keep: (provider, holder, content) => write(provider, holder, content, ""),
    release: (provider, holder, content) => write(provider, holder, content, " REMOVE holder, held_until"),
  };
}

function keyOf(provider: string): Item {
  return { provider: { S: provider } };
}
