import { needsToken } from "../../match/channels.ts";
import type { Subscription } from "../../ports/audience.ts";
import type { ConnectionRow } from "./connection-item.ts";
import type { Place, PlacedSubscription } from "./subscription-rows.ts";

/** The subscription row of a connection that wants a channel. */
export function placedOf(
  { channel, shard, types }: Place & Subscription,
  { dialect, batch, until, bearer }: Pick<ConnectionRow, "dialect" | "batch" | "until" | "bearer">,
): PlacedSubscription {
  return {
    channel,
    shard,
    options: { dialect, batch, ...(types ? { types } : {}) },
    // Once the token has expired, nothing more is sent of what it was needed for.
    until: needsToken(channel) ? Math.min(until, bearer?.expires_at ?? 0) : until,
  };
}

export function placesOf(channels: ReadonlyMap<string, number> = new Map()): Place[] {
  return Array.from(channels, ([channel, shard]) => ({ channel, shard }));
}
