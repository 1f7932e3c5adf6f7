import { crc32 } from "node:zlib";
import type { Member } from "../../match/control-frame.ts";
import { MEMBER_TIMEOUT_MS } from "../../match/pings.ts";
import { type Item, numberOf, textOf } from "./item.ts";

/** A user on a channel. */
export interface MemberRow extends Member {
  user_id: string;
  /** When each of the user's connections was last seen, in ms since the epoch. */
  seen: ReadonlyMap<string, number>;
  /** Counts the times one was. */
  version: number;
}

/** Keys that the members of a channel are spread over: 1,000 of them may ping a second on each. */
export const PARTITIONS = 4;
/** How long a row lasts that no call reads: a member who left has long been announced, or the channel is empty. */
export const ROW_MS = 10 * MEMBER_TIMEOUT_MS;
/** In front of the id of a connection: the attribute that says when it was seen. */
export const SEEN = "c#";

/** Whether the user has been silent for so long that we treat the user as having left. */
export function isSilent({ seen }: MemberRow, now: number): boolean {
  return Math.max(0, ...seen.values()) < now - MEMBER_TIMEOUT_MS;
}

export function memberOf({ id, name }: MemberRow): Member {
  return { id, ...(name === undefined ? {} : { name }) };
}

export function keyOf(channel: string, userId: string): Item {
  return { pk: { S: partitionOf(channel, crc32(userId) % PARTITIONS) }, sk: { S: userId } };
}

export function partitionOf(channel: string, partition: number): string {
  return `${channel}#members#${partition}`;
}

export function rowOf(item: Item): MemberRow {
  const seen = Object.keys(item).filter((attribute) => attribute.startsWith(SEEN));
  return {
    user_id: textOf(item, "sk"),
    id: textOf(item, "id"),
    ...(item.name ? { name: textOf(item, "name") } : {}),
    seen: new Map(seen.map((attribute) => [attribute.slice(SEEN.length), numberOf(item, attribute)])),
    version: numberOf(item, "version"),
  };
}
