import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Member } from "../../match/control-frame.ts";
import type { MemberCount, Presence } from "../../ports/audience.ts";
import { expiry, holds, type Item, number, numberOf } from "./item.ts";
import { isSilent, memberOf } from "./member-item.ts";
import { memberRows } from "./member-rows.ts";

/** How long, in ms, a count is cached: every ping reads it. */
const REMEMBER_MS = 1_000;
const MAX_REMEMBERED = 10_000;
/** How long, in ms, the row of a count lasts after the last change. */
const COUNT_MS = 3_600_000;
/** The most silent members removed by one call; the next call finds the others. */
const MAX_REMOVED = 200;

const NOBODY: MemberCount = { members: 0, at: 0 };

/**
 * Beside the subscriptions: a row per channel and user, and one per channel with the last count.
 *
 * @param now milliseconds since the epoch
 */
export function dynamoPresence(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): Presence {
  const rows = memberRows(client, table, now);
  const remembered = new Map<string, { count: MemberCount; until: number }>();

  const remember = (channel: string, item: Item | undefined): MemberCount => {
    const count = item ? memberCountOf(item) : NOBODY;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(channel, { count, until: now() + REMEMBER_MS });
    return count;
  };
  const update = async (
    channel: string,
    set: string,
    value: number,
    condition?: string,
    values: Item = {},
  ) => {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: countKey(channel),
        UpdateExpression: `SET ${set} = :value, #ttl = :ttl`,
        ConditionExpression: condition,
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":value": number(value), ":ttl": expiry(now() + COUNT_MS), ...values },
        ReturnValues: "ALL_NEW",
      }),
    );
    remember(channel, Attributes);
  };

  return {
    enter: (channel, user, connectionId) => rows.enter(channel, user, connectionId),
    leave: (channel, userId, connectionId) => rows.leave(channel, userId, connectionId),

    async members(channel) {
      const all = await rows.all(channel);
      const silent = all.filter((row) => isSilent(row, now()));
      const present = all.filter((row) => !isSilent(row, now())).map(memberOf);
      const gone: Member[] = [];
      await Promise.all(
        silent.slice(0, MAX_REMOVED).map(async (row) => {
          const outcome = await rows.strike(channel, row);
          if (outcome === "struck") gone.push(memberOf(row));
          // The member has spoken since the row was read.
          if (outcome === "back") present.push(memberOf(row));
        }),
      );
      return { present: present.toSorted(byId), gone: gone.toSorted(byId) };
    },

    async memberCount(channel) {
      const known = remembered.get(channel);
      if (known && known.until > now()) return known.count;
      const get = new GetItemCommand({ TableName: table, Key: countKey(channel), ConsistentRead: true });
      return remember(channel, (await client.send(get)).Item);
    },

    claimCount: (channel, before) =>
      holds(
        update(channel, "counted_at", now(), "attribute_not_exists(counted_at) OR counted_at <= :before", {
          ":before": number(before),
        }),
      ),

    recordCount: (channel, members) => update(channel, "members", members),
  };
}

function countKey(channel: string): Item {
  return { pk: { S: channel }, sk: { S: "#presence" } };
}

function memberCountOf(item: Item): MemberCount {
  return {
    members: item.members ? numberOf(item, "members") : 0,
    at: item.counted_at ? numberOf(item, "counted_at") : 0,
  };
}

function byId(a: Member, b: Member): number {
  return a.id < b.id ? -1 : 1;
}
