import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { EventType } from "../../match/event.ts";
import type { Bearer } from "../../ports/tokens.ts";
import { type ConnectionRow, itemOf, keyOf, rowOf, typesText } from "./connection-item.ts";
import { holds, type Item, number, numberOf } from "./item.ts";

/** A channel to be added, the shard of its row, and what is wanted of it. */
interface Addition {
  channel: string;
  shard: number;
  types?: readonly EventType[];
}

/** One row per connection, which says where its subscription rows are. */
export interface ConnectionRows {
  put(connectionId: string, connection: ConnectionRow): Promise<void>;
  find(connectionId: string): Promise<ConnectionRow | undefined>;
  /**
   * Adds channels; those the connection has keep their shard.
   * Resolves with the connection as it was before, or undefined if there is none.
   */
  add(connectionId: string, additions: readonly Addition[]): Promise<ConnectionRow | undefined>;
  /** Resolves with the connection as it was before, or undefined if there is none. */
  remove(connectionId: string, channels: readonly string[]): Promise<ConnectionRow | undefined>;
  /** Resolves with the connection as it is then, or undefined if there is none. */
  renew(connectionId: string, bearer: Bearer): Promise<ConnectionRow | undefined>;
  /**
   * Counts a message in the second it came in. Resolves with how many there were of that second, and the
   * connection as it was before, or undefined if there is none.
   */
  count(connectionId: string, second: number): Promise<{ row: ConnectionRow; messages: number } | undefined>;
  /** Resolves with false, having done nothing, if channels were added since that version. */
  delete(connectionId: string, version: number): Promise<boolean>;
}

export function connectionRows(client: DynamoDBClient, TableName: string): ConnectionRows {
  async function update(
    connectionId: string,
    how: Omit<UpdateItemCommandInput, "TableName" | "Key">,
    condition = "attribute_exists(connection_id)",
  ): Promise<Item | undefined> {
    // Without the condition, the update of a connection that was just forgotten would bring it back.
    const command = new UpdateItemCommand({
      TableName,
      Key: keyOf(connectionId),
      ConditionExpression: condition,
      ReturnValues: "ALL_OLD",
      ...how,
    });
    try {
      const { Attributes = {} } = await client.send(command);
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  return {
    async put(connectionId, connection) {
      await client.send(new PutItemCommand({ TableName, Item: itemOf(connectionId, connection) }));
    },

    async find(connectionId) {
      const get = new GetItemCommand({ TableName, Key: keyOf(connectionId), ConsistentRead: true });
      const { Item } = await client.send(get);
      return Item && rowOf(Item);
    },

    async add(connectionId, additions) {
      const before = await update(connectionId, adding(additions));
      return before && rowOf(before);
    },

    async remove(connectionId, channels) {
      const before = await update(connectionId, {
        UpdateExpression: `REMOVE ${channels.map((_, i) => `#m.#${i}, #t.#${i}`).join(", ")}`,
        ExpressionAttributeNames: { ...MAPS, ...namesOf(channels) },
      });
      return before && rowOf(before);
    },

    async renew(connectionId, bearer) {
      const after = await update(connectionId, {
        UpdateExpression: "SET bearer = :bearer",
        ExpressionAttributeValues: { ":bearer": { S: JSON.stringify(bearer) } },
        ReturnValues: "ALL_NEW",
      });
      return after && rowOf(after);
    },

    async count(connectionId, second) {
      // Nearly every message is the first of its second, and costs one call.
      const first = await update(
        connectionId,
        {
          UpdateExpression: "SET said_at = :second, said = :one",
          ExpressionAttributeValues: { ":second": number(second), ":one": number(1) },
        },
        "attribute_exists(connection_id) AND (attribute_not_exists(said_at) OR said_at <> :second)",
      );
      if (first) return { row: rowOf(first), messages: 1 };
      const before = await update(connectionId, {
        UpdateExpression: "ADD said :one",
        ExpressionAttributeValues: { ":one": number(1) },
      });
      return before && { row: rowOf(before), messages: numberOf(before, "said") + 1 };
    },

    async delete(connectionId, version) {
      const request = new DeleteItemCommand({
        TableName,
        Key: keyOf(connectionId),
        ConditionExpression: "version = :version",
        ExpressionAttributeValues: { ":version": number(version) },
      });
      return await holds(client.send(request));
    },
  };
}

const MAPS = { "#m": "channels", "#t": "types" };

function adding(additions: readonly Addition[]): Omit<UpdateItemCommandInput, "TableName" | "Key"> {
  const shards = additions.map((_, i) => `#m.#${i} = if_not_exists(#m.#${i}, :${i})`);
  const types = additions.flatMap((addition, i) => (addition.types ? [`#t.#${i} = :t${i}`] : []));
  const untyped = additions.flatMap((addition, i) => (addition.types ? [] : [`#t.#${i}`]));
  const remove = untyped.length === 0 ? "" : ` REMOVE ${untyped.join(", ")}`;
  return {
    UpdateExpression: `SET ${[...shards, ...types].join(", ")} ADD version :once${remove}`,
    ExpressionAttributeNames: { ...MAPS, ...namesOf(additions.map(({ channel }) => channel)) },
    ExpressionAttributeValues: {
      ":once": number(1),
      ...Object.fromEntries(additions.map(({ shard }, i) => [`:${i}`, number(shard)])),
      ...Object.fromEntries(
        additions.flatMap((addition, i) =>
          addition.types ? [[`:t${i}`, { S: typesText(addition.types) }]] : [],
        ),
      ),
    },
  };
}

function namesOf(channels: readonly string[]): Record<string, string> {
  return Object.fromEntries(channels.map((channel, i) => [`#${i}`, channel]));
}
