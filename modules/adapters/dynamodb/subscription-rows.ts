import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { needsToken } from "../../match/channel-kind.ts";
import type { Segment, Subscriber, Subscription } from "../../ports/audience.ts";
import { batchWrite } from "./batch.ts";
import type { ConnectionRow } from "./connection-item.ts";
import { expiry, type Item, isExpired, textOf } from "./item.ts";
import { type Options, optionsOf, optionsText } from "./options.ts";
import { rankOf, ranksOf } from "./segments.ts";

/** Where the subscription of a connection to a channel is stored. */
export interface Place {
  channel: string;
  shard: number;
}

/** A subscription and where it is stored. */
export interface PlacedSubscription extends Place {
  options: Options;
  /** When it ends, in milliseconds since the epoch. */
  until: number;
}

/** The subscription row of a connection that wants a channel. */
export function placedOf(
  { channel, shard, types }: Place & Subscription,
  { dialect, batch, until, bearer }: Pick<ConnectionRow, "dialect" | "batch" | "until" | "bearer">,
): PlacedSubscription {
  return {
    channel,
    shard,
    options: { dialect, batch, ...(types ? { types } : {}) },
    // A channel that needs a token is posted to the connection only until the token expires.
    until: needsToken(channel) ? Math.min(until, bearer?.expires_at ?? 0) : until,
  };
}

export function placesOf(channels: ReadonlyMap<string, number> = new Map()): Place[] {
  return Array.from(channels, ([channel, shard]) => ({ channel, shard }));
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
            // A viewer who has the frame `subscribed` must be found from then on.
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
/** Sorts after every character of an id. */
const AFTER_IDS = "~";

/** A short name, because it is in every row. */
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
  // All viewers with the same options share these values, so a viewer costs its id and little more.
  return types ? { id, dialect, batch, types } : { id, dialect, batch };
}

function keyOf(connectionId: string, place: Place): Item {
  return { pk: { S: partitionOf(place) }, sk: { S: rankOf(connectionId) + connectionId } };
}

function partitionOf({ channel, shard }: Place): string {
  return `${channel}#${shard}`;
}
