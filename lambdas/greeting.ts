import { matchChannel, matchOf } from "./match/channels.ts";
import { type MatchFrame, snapshotFrame } from "./match/frame.ts";
import type { SnapshotStore } from "./ports.ts";

/**
 * What a newcomer to `channels` is shown: the snapshot of each match among them that is known.
 *
 * Read it only once frames reach the connection: whatever is pushed after is then delivered, and whatever was
 * pushed before is in the snapshot.
 */
export async function snapshotFrames(
  channels: readonly string[],
  snapshots: Pick<SnapshotStore, "get">,
  timestamp: string,
): Promise<MatchFrame[]> {
  const known = await snapshots.get(matchesOf(channels));
  return Array.from(known.values(), ({ snapshot, public_seq }) =>
    snapshotFrame(snapshot, public_seq, timestamp),
  );
}

/** Position of the public channels of each match among `channels` that is known, by channel. */
export async function positionsOf(
  channels: readonly string[],
  snapshots: Pick<SnapshotStore, "get">,
): Promise<Record<string, number>> {
  const known = await snapshots.get(matchesOf(channels));
  return Object.fromEntries(Array.from(known, ([id, { public_seq }]) => [matchChannel(id), public_seq]));
}

/** Ids of the matches that have their channel among `channels`. */
export function matchesOf(channels: readonly string[]): string[] {
  return channels.flatMap((channel) => matchOf(channel) ?? []);
}
