import { join } from "node:path";
import * as z from "zod";
import { readState, stateFile } from "../../state-file.ts";
import { compareSequence } from "./record.ts";

const checkpoint = z.record(z.string(), z.array(z.string().nullable()));

/** How far each shard's lanes have come, kept in the data folder. */
export interface Checkpoints {
  /** Sequence number each lane was done with; null where it has not begun. Undefined for a new shard. */
  lanes(shardId: string): readonly (string | null)[] | undefined;
  /** Where reading has to start again; undefined at the shard's beginning. */
  start(shardId: string): string | undefined;
  /** @param current asked when the file is written */
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
