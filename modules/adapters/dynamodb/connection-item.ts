import type { EventType } from "../../match/event.ts";
import type { Connection, SubscriptionFilter } from "../../ports/audience.ts";
import type { Bearer } from "../../ports/tokens.ts";
import { expiry, type Item, MalformedItemError, number, numberOf, textOf } from "./item.ts";
import { formatText, optionsOf } from "./options.ts";

/** A connection as its row has it. */
export interface ConnectionRow extends Omit<Connection, "subscriptions"> {
  /** Time in ms after which it cannot be there any more. */
  until: number;
  /** Shard of each channel the connection has, or is about to have, a subscription row in. */
  channels: ReadonlyMap<string, number>;
  /** Of channels of which not every event is wanted. */
  types: ReadonlyMap<string, readonly EventType[]>;
  /** Counts the times channels were added. */
  version: number;
  /** Second since the epoch in which it said something last; undefined before it does. */
  saidAt?: number;
}

export function keyOf(connectionId: string): Item {
  return { connection_id: { S: connectionId } };
}

export function itemOf(connectionId: string, row: ConnectionRow): Item {
  const format = formatText(row);
  const channels = Array.from(row.channels, ([channel, shard]) => [channel, number(shard)] as const);
  const types = Array.from(row.types, ([channel, wanted]) => [channel, { S: typesText(wanted) }] as const);
  return {
    ...keyOf(connectionId),
    // Both are there from the start: a place in a map that is not there cannot be set.
    channels: { M: Object.fromEntries(channels) },
    types: { M: Object.fromEntries(types) },
    version: number(row.version),
    connected_at: { S: row.connected_at.toISOString() },
    ttl: expiry(row.until),
    ...(format === undefined ? {} : { format: { S: format } }),
    ...(row.bearer ? { bearer: { S: JSON.stringify(row.bearer) } } : {}),
  };
}

export function rowOf(item: Item): ConnectionRow {
  const { dialect, batch } = optionsOf(item.format?.S);
  const types = mapOf(item, "types");
  // Written by `itemOf` and `renew`, and by nobody else.
  const bearer: Bearer | undefined = item.bearer && JSON.parse(textOf(item, "bearer"));
  return {
    connected_at: new Date(textOf(item, "connected_at")),
    until: numberOf(item, "ttl") * 1000,
    dialect,
    batch,
    ...(bearer ? { bearer } : {}),
    channels: new Map(mapOf(item, "channels").map(([channel, map]) => [channel, numberOf(map, channel)])),
    types: new Map(types.map(([channel, map]) => [channel, typesOf(textOf(map, channel))])),
    version: numberOf(item, "version"),
    ...(item.said_at ? { saidAt: numberOf(item, "said_at") } : {}),
  };
}

/** What the row says to those who do not care where subscriptions are kept. */
export function connectionOf(row: ConnectionRow): Connection {
  const { connected_at, dialect, batch, bearer, channels } = row;
  const subscriptions = new Map(Array.from(channels.keys(), (channel) => [channel, filterOf(row, channel)]));
  return { connected_at, dialect, batch, ...(bearer ? { bearer } : {}), subscriptions };
}

export function filterOf({ types }: ConnectionRow, channel: string): SubscriptionFilter {
  const wanted = types.get(channel);
  return wanted ? { types: wanted } : {};
}

export function typesText(types: readonly EventType[]): string {
  return types.join();
}

function typesOf(text: string): EventType[] {
  // Written by `typesText`: none of them has a comma.
  return text === "" ? [] : (text.split(",") as EventType[]);
}

function mapOf(item: Item, attribute: string): [string, Item][] {
  const map = item[attribute]?.M;
  if (!map) throw new MalformedItemError(`the attribute ${attribute} is not a map`);
  return Object.keys(map).map((key) => [key, map]);
}
