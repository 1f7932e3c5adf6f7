import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { batchWrite } from "./batch.ts";
import { expiry, type Item, isExpired, textOf } from "./item.ts";

/** Where the subscription of a connection to a channel is kept. */
export interface Place {
  channel: string;
  shard: number;
}

/** One row per connection and channel, under the channel's shard. */
export interface SubscriptionRows {
  /** @param until time in ms after which the rows no longer count */
  put(connectionId: string, places: readonly Place[], until: number): Promise<void>;
  remove(connectionId: string, places: readonly Place[]): Promise<void>;
  /** All connections of a shard. */
  connections(place: Place): Promise<string[]>;
}

export function subscriptionRows(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): SubscriptionRows {
  return {
    async put(connectionId, places, until) {
      const ttl = expiry(until);
      await batchWrite(
        client,
        table,
        places.map((place) => ({ PutRequest: { Item: { ...keyOf(connectionId, place), ttl } } })),
      );
    },

    async remove(connectionId, places) {
      await batchWrite(
        client,
        table,
        places.map((place) => ({ DeleteRequest: { Key: keyOf(connectionId, place) } })),
      );
    },

    async connections(place) {
      const found: string[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: "pk = :pk",
            ProjectionExpression: "sk, #ttl",
            ExpressionAttributeNames: { "#ttl": "ttl" },
            ExpressionAttributeValues: { ":pk": { S: partitionOf(place) } },
            // Whoever was told "subscribed" must be found from then on.
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
        for (const row of page.Items ?? []) if (!isExpired(row, now())) found.push(textOf(row, "sk"));
        start = page.LastEvaluatedKey;
      } while (start);
      return found;
    },
  };
}

function keyOf(connectionId: string, place: Place): Item {
  return { pk: { S: partitionOf(place) }, sk: { S: connectionId } };
}

function partitionOf({ channel, shard }: Place): string {
  return `${channel}#${shard}`;
}
