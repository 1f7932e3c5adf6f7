import { createHash } from "node:crypto";
import { DeleteItemCommand, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { ConnectionLimiter, Visitor } from "../../ports/audience.ts";
import { expiry, holds, type Item, number, numberOf } from "./item.ts";

export interface ConnectionLimiterOptions {
  table: string;
  /** Connections at once. */
  limits: { perUser: number; perAddress: number };
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Names of the attributes that count begin with it. */
const HOUR = "at";
const HOUR_MS = 3_600_000;
/** API Gateway ends a connection after 2 hours; the rest is for clocks that differ. */
const CONNECTION_MS = (2 * 60 + 10) * 60_000;

/** The connections of one user or address that came in one hour. */
interface Counter {
  /** `user#...` or `address#...` */
  pk: string;
  /** The hour, as `at2024-11-20T10`: an attribute of the row. */
  hour: string;
  limit: number;
}

/**
 * Counts connections in a row per user or address, by the hour they came in, so that a count costs one write however
 * many there are. It is added to before it is looked at: of two who come at once the later one sees both, so that a
 * limit is never exceeded. A connection whose end nobody was told of, or a count that was cut off halfway, counts as
 * long as a connection of its hour could last.
 */
export function dynamoConnectionLimiter(
  client: DynamoDBClient,
  { table, limits, now = Date.now }: ConnectionLimiterOptions,
): ConnectionLimiter {
  /** Resolves with whether the limit still holds. */
  async function add({ pk, hour, limit }: Counter): Promise<boolean> {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: pk } },
        UpdateExpression: "SET #ttl = :ttl ADD #hour :one",
        ExpressionAttributeNames: { "#ttl": "ttl", "#hour": hour },
        ExpressionAttributeValues: { ":ttl": expiry(endOf(hour)), ":one": number(1) },
        ReturnValues: "ALL_NEW",
      }),
    );
    const hours = Object.keys(Attributes).filter((name) => name.startsWith(HOUR));
    const over = hours.filter((name) => endOf(name) <= now());
    if (over.length > 0) await clear(pk, over);
    const current = hours.filter((name) => !over.includes(name));
    return current.reduce((sum, name) => sum + numberOf(Attributes, name), 0) <= limit;
  }

  /** The row of somebody who always has a connection never expires, so hours that are over go one by one. */
  async function clear(pk: string, hours: readonly string[]): Promise<void> {
    const update = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: pk } },
      UpdateExpression: `REMOVE ${hours.map((_, i) => `#${i}`).join(", ")}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: Object.fromEntries(hours.map((hour, i) => [`#${i}`, hour])),
    });
    await holds(client.send(update));
  }

  async function subtract(counters: readonly Pick<Counter, "pk" | "hour">[]): Promise<void> {
    const updates = counters.map(
      ({ pk, hour }) =>
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: pk } },
          UpdateExpression: "ADD #hour :less",
          // Not an hour that is over: it would come back, below zero.
          ConditionExpression: "attribute_exists(#hour)",
          ExpressionAttributeNames: { "#hour": hour },
          ExpressionAttributeValues: { ":less": number(-1) },
        }),
    );
    await Promise.all(updates.map((update) => holds(client.send(update))));
  }

  return {
    async enter(connectionId, visitor, at) {
      const counters = countersOf(visitor, at, limits);
      if (counters.length === 0) return true;
      const held = await Promise.all(counters.map(add));
      if (held.includes(false)) {
        await subtract(counters);
        return false;
      }
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(connectionId),
          UpdateExpression: "SET #ttl = :ttl ADD counters :counters",
          ExpressionAttributeNames: { "#ttl": "ttl" },
          ExpressionAttributeValues: {
            ":ttl": expiry(at.getTime() + CONNECTION_MS),
            ":counters": { SS: counters.map(({ pk, hour }) => `${pk} ${hour}`) },
          },
        }),
      );
      return true;
    },

    async leave(connectionId) {
      // Whoever deletes the row subtracts, so that it is done once.
      const request = new DeleteItemCommand({
        TableName: table,
        Key: keyOf(connectionId),
        ReturnValues: "ALL_OLD",
      });
      const { Attributes } = await client.send(request);
      await subtract(
        (Attributes?.counters?.SS ?? []).map((counter) => {
          const [pk = "", hour = ""] = counter.split(" ");
          return { pk, hour };
        }),
      );
    },
  };
}

/** What a connection counted for. */
function keyOf(connectionId: string): Item {
  return { pk: { S: `connection#${connectionId}` } };
}

function countersOf(
  { user_id, address }: Visitor,
  at: Date,
  limits: ConnectionLimiterOptions["limits"],
): Counter[] {
  const hour = HOUR + at.toISOString().slice(0, "yyyy-mm-ddThh".length);
  return [
    ...(user_id === undefined ? [] : [{ pk: `user#${digest(user_id)}`, hour, limit: limits.perUser }]),
    ...(address === undefined
      ? []
      : [{ pk: `address#${digest(networkOf(address))}`, hour, limit: limits.perAddress }]),
  ];
}

/** When the last connection of an hour must have ended. */
function endOf(hour: string): number {
  return Date.parse(`${hour.slice(HOUR.length)}:00:00Z`) + HOUR_MS + CONNECTION_MS;
}

/** Of an IPv6 address its first half: the other one a single household changes at will. */
function networkOf(address: string): string {
  // An IPv4 address, also one in the clothes of IPv6.
  const [v4] = /[\d.]+\.\d+$/.exec(address) ?? [];
  if (v4 !== undefined || !address.includes(":")) return v4 ?? address;
  const [before = "", after] = address.toLowerCase().split("::");
  const groups = before.split(":").filter((group) => group !== "");
  const rest = after?.split(":").filter((group) => group !== "") ?? [];
  const zeros = after === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => "0");
  return [...groups, ...zeros, ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** Nobody who reads the table is told who is there. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
