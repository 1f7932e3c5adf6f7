import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expiry, holds, type Item, MalformedItemError, number, numberOf, textOf } from "./item.ts";

export interface Connection {
  connectedAt: Date;
  /** Time in ms after which it cannot be there any more. */
  until: number;
  /** Shard of each channel the connection has, or is about to have, a subscription row in. */
  channels: Map<string, number>;
  /** Counts the times channels were added. */
  version: number;
}

/** One row per connection, which says where its subscription rows are. */
export interface ConnectionRows {
  put(connectionId: string, connection: Connection): Promise<void>;
  find(connectionId: string): Promise<Connection | undefined>;
  /**
   * Adds channels; those the connection has keep their shard.
   * Resolves with the connection as it was before, or undefined if there is none.
   */
  add(connectionId: string, channels: ReadonlyMap<string, number>): Promise<Connection | undefined>;
  remove(connectionId: string, channels: readonly string[]): Promise<void>;
  /** Resolves with false, having done nothing, if channels were added since that version. */
  delete(connectionId: string, version: number): Promise<boolean>;
}

export function connectionRows(client: DynamoDBClient, TableName: string): ConnectionRows {
  return {
    async put(connectionId, { connectedAt, until, channels, version }) {
      const Item = {
        ...keyOf(connectionId),
        channels: {
          M: Object.fromEntries(Array.from(channels, ([channel, shard]) => [channel, number(shard)])),
        },
        version: number(version),
        connected_at: { S: connectedAt.toISOString() },
        ttl: expiry(until),
      };
      await client.send(new PutItemCommand({ TableName, Item }));
    },

    async find(connectionId) {
      const get = new GetItemCommand({ TableName, Key: keyOf(connectionId), ConsistentRead: true });
      const { Item } = await client.send(get);
      return Item && connectionOf(Item);
    },

    async add(connectionId, channels) {
      const sets = Array.from(channels.keys(), (_, i) => `#m.#${i} = if_not_exists(#m.#${i}, :${i})`);
      const values = Array.from(channels.values(), (shard, i) => [`:${i}`, number(shard)] as const);
      const update = new UpdateItemCommand({
        TableName,
        Key: keyOf(connectionId),
        UpdateExpression: `SET ${sets.join(", ")} ADD version :once`,
        ConditionExpression: "attribute_exists(connection_id)",
        ExpressionAttributeNames: namesOf([...channels.keys()]),
        ExpressionAttributeValues: { ":once": number(1), ...Object.fromEntries(values) },
        ReturnValues: "ALL_OLD",
      });
      try {
        const { Attributes = {} } = await client.send(update);
        return connectionOf(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async remove(connectionId, channels) {
      const update = new UpdateItemCommand({
        TableName,
        Key: keyOf(connectionId),
        UpdateExpression: `REMOVE ${channels.map((_, i) => `#m.#${i}`).join(", ")}`,
        // Without it, the update of a connection that was just forgotten would bring it back.
        ConditionExpression: "attribute_exists(connection_id)",
        ExpressionAttributeNames: namesOf(channels),
      });
      await holds(client.send(update));
    },

    async delete(connectionId, version) {
      const request = new DeleteItemCommand({
        TableName,
        Key: keyOf(connectionId),
        ConditionExpression: "attribute_not_exists(connection_id) OR version = :version",
        ExpressionAttributeValues: { ":version": number(version) },
      });
      return await holds(client.send(request));
    },
  };
}

function keyOf(connectionId: string): Item {
  return { connection_id: { S: connectionId } };
}

function namesOf(channels: readonly string[]): Record<string, string> {
  return { "#m": "channels", ...Object.fromEntries(channels.map((channel, i) => [`#${i}`, channel])) };
}

function connectionOf(item: Item): Connection {
  const channels = item.channels?.M;
  if (!channels) throw new MalformedItemError("the attribute channels is not a map");
  return {
    connectedAt: new Date(textOf(item, "connected_at")),
    until: numberOf(item, "ttl") * 1000,
    channels: new Map(Object.keys(channels).map((channel) => [channel, numberOf(channels, channel)])),
    version: numberOf(item, "version"),
  };
}
