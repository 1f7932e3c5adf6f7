import { join } from "node:path";
import * as z from "zod";
import { readState, stateFile } from "../../state-file.ts";
import { compareSequence } from "./record.ts";

const checkpoint = z.record(z.string(), z.array(z.string().nullable()));

/** The positions of each shard's lanes, stored in the data folder. */
export interface Checkpoints {
  /** The last sequence number each lane finished, null before its first. Undefined for a new shard. */
  lanes(shardId: string): readonly (string | null)[] | undefined;
  /** The position to resume reading from; undefined for the beginning of the shard. */
  start(shardId: string): string | undefined;
  /** @param current called when the file is written */
  track(shardId: string, current: () => (string | null)[]): void;
  changed(): void;
  flush(): Promise<void>;
}

export function openCheckpoints(dataDir: string, mappingId: string): Checkpoints {
  const path = join(dataDir, "checkpoints", `${mappingId}.json`);
  const kept = readState(path, checkpoint, {});
  const tracked = new Map<string, () => (string | null)[]>();
  const file = stateFile(path, () => ({
    ...kept,
    ...Object.fromEntries([...tracked].map(([shardId, current]) => [shardId, current()])),
  }));
  return {
    lanes: (shardId) => kept[shardId],
    start(shardId) {
      const lanes = kept[shardId] ?? [];
      const reached = lanes.filter((sequence) => sequence !== null);
      return reached.length < lanes.length ? undefined : reached.toSorted(compareSequence)[0];
    },
    track: (shardId, current) => tracked.set(shardId, current),
    changed: () => file.changed(),
    flush: () => file.flush(),
  };
}
