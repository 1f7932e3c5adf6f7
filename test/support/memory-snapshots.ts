import type { SnapshotStore, StoredSnapshot } from "../../modules/ports/recovery.ts";

/** Snapshots in memory. */
export function memorySnapshots() {
  const held = new Map<string, StoredSnapshot>();
  const snapshots: SnapshotStore = {
    put: async (all) => {
      for (const one of all) {
        const { match_id, seq } = one.snapshot;
        if (seq >= (held.get(match_id)?.snapshot.seq ?? 0)) held.set(match_id, one);
      }
    },
    get: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const snapshot = held.get(id);
          return snapshot ? [[id, snapshot]] : [];
        }),
      ),
  };
  return { snapshots, held };
}
