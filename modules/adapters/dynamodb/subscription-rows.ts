import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Segment, Subscriber } from "../../ports/audience.ts";
import { batchWrite } from "./batch.ts";
import { expiry, type Item, isExpired, textOf } from "./item.ts";
import { type Options, optionsOf, optionsText } from "./options.ts";
import { rankOf, ranksOf } from "./segments.ts";

/** Where the subscription of a connection to a channel is kept. */
export interface Place {
  channel: string;
  shard: number;
}

/** A subscription and where it is kept. */
export interface PlacedSubscription extends Place {
  options: Options;
  /** Time in ms after which it no longer counts. */
  until: number;
}

/** One row per connection and channel, under the channel's shard. */
export interface SubscriptionRows {
  put(connectionId: string, subscriptions: readonly PlacedSubscription[]): Promise<void>;
  remove(connectionId: string, places: readonly Place[]): Promise<void>;
  /** The connections of a shard, or those of a segment among them. */
  subscribers(place: Place, segment?: Segment): Promise<Subscriber[]>;
}

export function subscriptionRows(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): SubscriptionRows {
  return {
    async put(connectionId, subscriptions) {
      await batchWrite(
        client,
        table,
        subscriptions.map((subscription) => ({ PutRequest: { Item: rowOf(connectionId, subscription) } })),
      );
    },

    async remove(connectionId, places) {
      await batchWrite(
        client,
        table,
        places.map((place) => ({ DeleteRequest: { Key: keyOf(connectionId, place) } })),
      );
    },

    async subscribers(place, segment) {
      const [first, last] = segment ? ranksOf(segment) : [LOWEST, HIGHEST];
      const found: Subscriber[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
            ProjectionExpression: "sk, #ttl, #options",
            ExpressionAttributeNames: { "#ttl": "ttl", "#options": OPTIONS },
            ExpressionAttributeValues: {
              ":pk": { S: partitionOf(place) },
              ":from": { S: first },
              ":to": { S: last + AFTER_IDS },
            },
            // Whoever was told "subscribed" must be found from then on.
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
        for (const row of page.Items ?? []) if (!isExpired(row, now())) found.push(subscriberOf(row));
        start = page.LastEvaluatedKey;
      } while (start);
      return found;
    },
  };
}

const LOWEST = "00";
const HIGHEST = "ff";
/** Sorts after whatever an id consists of. */
const AFTER_IDS = "~";

/** Short, for it is in every row. */
const OPTIONS = "o";

function rowOf(connectionId: string, { options, until, ...place }: PlacedSubscription): Item {
  const text = optionsText(options);
  return {
    ...keyOf(connectionId, place),
    ttl: expiry(until),
    ...(text === undefined ? {} : { [OPTIONS]: { S: text } }),
  };
}

function subscriberOf(row: Item): Subscriber {
  const { dialect, batch, types } = optionsOf(row[OPTIONS]?.S);
  const id = textOf(row, "sk").slice(LOWEST.length);
  // The dialect and the types are those of everybody who wants the same: a viewer costs its id and little more.
  return types ? { id, dialect, batch, types } : { id, dialect, batch };
}

function keyOf(connectionId: string, place: Place): Item {
  return { pk: { S: partitionOf(place) }, sk: { S: rankOf(connectionId) + connectionId } };
}

function partitionOf({ channel, shard }: Place): string {
  return `${channel}#${shard}`;
}
