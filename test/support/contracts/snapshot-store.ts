import { beforeEach, describe, expect, test } from "vitest";
import { newMatch, snapshot } from "../../../modules/match/state.ts";
import type { SnapshotStore, StoredSnapshot } from "../../../modules/ports/recovery.ts";

/** What every `SnapshotStore` does. */
export function snapshotStoreContract(name: string, open: () => Promise<SnapshotStore>): void {
  describe(name, () => {
    let snapshots: SnapshotStore;
    beforeEach(async () => {
      snapshots = await open();
    });

    test("what was put is got, and nothing else", async () => {
      await snapshots.put([stored("1", 3), stored("2", 1)]);
      expect(await snapshots.get(["1", "3", "1", "2"])).toEqual(
        new Map([
          ["1", stored("1", 3)],
          ["2", stored("2", 1)],
        ]),
      );
      expect(await snapshots.get([])).toEqual(new Map());
    });

    test("an older snapshot changes nothing, a newer one replaces", async () => {
      await snapshots.put([stored("older", 5)]);
      await snapshots.put([stored("older", 4)]);
      expect((await snapshots.get(["older"])).get("older")).toEqual(stored("older", 5));
      await Promise.all([6, 9, 7, 8].map((seq) => snapshots.put([stored("older", seq)])));
      expect((await snapshots.get(["older"])).get("older")).toEqual(stored("older", 9));
    });

    test("one of the same entry replaces: figures that the vendor counts itself are no entry", async () => {
      const before = stored("same", 5);
      const { stats } = before.snapshot;
      const after = {
        ...before,
        snapshot: { ...before.snapshot, stats: { ...stats, home: { ...stats.home, corners: 4 } } },
      };
      await snapshots.put([before]);
      await snapshots.put([after]);
      expect((await snapshots.get(["same"])).get("same")).toEqual(after);
    });

    test("more than one call can hold", async () => {
      const ids = Array.from({ length: 130 }, (_, index) => `many-${index}`);
      await snapshots.put(ids.map((id) => stored(id, 1)));
      expect((await snapshots.get(ids)).size).toBe(130);
    });
  });
}

export function stored(match: string, seq: number): StoredSnapshot {
  const state = { ...newMatch(match), seq, public_seq: Math.max(0, seq - 1), home_score: seq };
  const positions = { goal: seq, "*": state.public_seq };
  return { snapshot: snapshot(state), public_seq: state.public_seq, positions };
}
