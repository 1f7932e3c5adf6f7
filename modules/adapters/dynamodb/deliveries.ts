import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { DeliveryLog, RateCounter } from "../../ports/webhook.ts";
import { expiry, type Item, isExpired, number, numberOf } from "./item.ts";

/** How long a `webhook-id` is known again; vendors give up on a delivery well before. */
const DELIVERY_MS = 24 * 3_600_000;
/** A minute's count is of no use after it; the rest is for clocks that differ. */
const COUNT_MS = 10 * 60_000;

/**
 * Webhook deliveries by their id, and how many there were of a provider in each minute.
 *
 * @param now milliseconds since the epoch
 */
export function dynamoDeliveries(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): DeliveryLog & RateCounter {
  return {
    async accepted(provider, webhookId) {
      const get = new GetItemCommand({
        TableName: table,
        Key: deliveryKey(provider, webhookId),
        ConsistentRead: true,
      });
      const { Item } = await client.send(get);
      return Item && !isExpired(Item, now()) ? numberOf(Item, "items") : undefined;
    },

    async remember(provider, webhookId, items) {
      const Item = {
        ...deliveryKey(provider, webhookId),
        items: number(items),
        ttl: expiry(now() + DELIVERY_MS),
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },

    async count(provider, at) {
      const minute = at.toISOString().slice(0, "yyyy-mm-ddThh:mm".length);
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: `rate#${provider}#${minute}` } },
          UpdateExpression: "SET #ttl = :ttl ADD #count :one",
          ExpressionAttributeNames: { "#ttl": "ttl", "#count": "count" },
          ExpressionAttributeValues: { ":ttl": expiry(at.getTime() + COUNT_MS), ":one": number(1) },
          ReturnValues: "ALL_NEW",
        }),
      );
      return numberOf(Attributes, "count");
    },
  };
}

function deliveryKey(provider: string, webhookId: string): Item {
  return { pk: { S: `delivery#${provider}#${webhookId}` } };
}
