import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { MEMBER_TIMEOUT_MS } from "../../match/pings.ts";
import type { Bearer } from "../../ports/tokens.ts";
import { expiry, holds, number } from "./item.ts";
import {
  isSilent,
  keyOf,
  type MemberRow,
  PARTITIONS,
  partitionOf,
  ROW_MS,
  rowOf,
  SEEN,
} from "./member-item.ts";

/**
 * One row per channel and user, and in it an attribute per connection. Every change of a row is one conditional
 * write, so that of all who see a user come or go exactly one has brought it about.
 */
export interface MemberRows {
  enter(
    channel: string,
    user: Pick<Bearer, "user_id" | "sub" | "name">,
    connectionId: string,
  ): Promise<boolean>;
  leave(channel: string, userId: string, connectionId: string): Promise<boolean>;
  all(channel: string): Promise<MemberRow[]>;
  /** Removes a silent member, unless the member has spoken or left since the row was read. */
  strike(channel: string, row: MemberRow): Promise<"struck" | "back" | "gone">;
}

export function memberRows(client: DynamoDBClient, table: string, now: () => number): MemberRows {
  async function remove(channel: string, { user_id, version }: MemberRow): Promise<boolean> {
    const request = new DeleteItemCommand({
      TableName: table,
      Key: keyOf(channel, user_id),
      ConditionExpression: "version = :version",
      ExpressionAttributeValues: { ":version": number(version) },
    });
    return await holds(client.send(request));
  }

  /** Forgets connections that ended without a word, so that the row does not grow with them. */
  async function tidy(channel: string, row: MemberRow, connectionId: string): Promise<void> {
    const old = [...row.seen].filter(([id, at]) => id !== connectionId && now() - at > MEMBER_TIMEOUT_MS);
    if (old.length === 0) return;
    const request = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(channel, row.user_id),
      UpdateExpression: `REMOVE ${old.map((_, i) => `#${i}`).join(", ")}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: Object.fromEntries(old.map(([id], i) => [`#${i}`, SEEN + id])),
    });
    await holds(client.send(request));
  }

  return {
    async enter(channel, { user_id, sub, name }, connectionId) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(channel, user_id),
          UpdateExpression:
            `SET #seen = :now, #id = :id, #ttl = :ttl${name === undefined ? "" : ", #name = :name"} ` +
            `ADD version :once${name === undefined ? " REMOVE #name" : ""}`,
          ExpressionAttributeNames: {
            "#seen": SEEN + connectionId,
            "#id": "id",
            "#name": "name",
            "#ttl": "ttl",
          },
          ExpressionAttributeValues: {
            ":now": number(now()),
            ":id": { S: sub },
            ":ttl": expiry(now() + ROW_MS),
            ":once": number(1),
            ...(name === undefined ? {} : { ":name": { S: name } }),
          },
          ReturnValues: "ALL_OLD",
        }),
      );
      if (!Attributes) return true;
      await tidy(channel, rowOf(Attributes), connectionId);
      return false;
    },

    async leave(channel, userId, connectionId) {
      const left = await without(connectionId, channel, userId);
      // What it was when nobody is left decides: whoever comes meanwhile makes it another version, and stays.
      return left !== undefined && isSilent(left, now()) && (await remove(channel, left));
    },

    async all(channel) {
      const partitions = Array.from({ length: PARTITIONS }, (_, partition) => rowsOf(channel, partition));
      return (await Promise.all(partitions)).flat();
    },

    async strike(channel, row) {
      if (await remove(channel, row)) return "struck";
      const get = new GetItemCommand({ TableName: table, Key: keyOf(channel, row.user_id) });
      return (await client.send(get)).Item ? "back" : "gone";
    },
  };

  /** Takes a connection off; resolves with the row then, or undefined if it was not on it. */
  async function without(
    connectionId: string,
    channel: string,
    userId: string,
  ): Promise<MemberRow | undefined> {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(channel, userId),
          UpdateExpression: "REMOVE #seen",
          ConditionExpression: "attribute_exists(#seen)",
          ExpressionAttributeNames: { "#seen": SEEN + connectionId },
          ReturnValues: "ALL_NEW",
        }),
      );
      return Attributes && rowOf(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async function rowsOf(channel: string, partition: number): Promise<MemberRow[]> {
    const found: MemberRow[] = [];
    const query = {
      TableName: table,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: partitionOf(channel, partition) } },
      // A member who came before this read has to be in it.
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) found.push(...Items.map(rowOf));
    return found;
  }
}
