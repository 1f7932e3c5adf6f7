import { beforeEach, describe, expect, test } from "vitest";
import type { MatchFrame } from "../../../modules/match/frame.ts";
import type { View } from "../../../modules/match/view.ts";
import type { EntryFrames, FrameLog } from "../../../modules/ports/recovery.ts";

/** What every `FrameLog` does, as long as what it holds is neither old nor large. */
export function frameLogContract(name: string, open: () => Promise<FrameLog>): void {
  describe(name, () => {
    let frames: FrameLog;
    beforeEach(async () => {
      frames = await open();
    });

    test("what was appended is read in the order of numbers, however it came", async () => {
      await frames.append(shown([...run("a", 1, 60).reverse(), entry("b", 1)]));
      await frames.append(shown([entry("a", 61), entry("a", 5)]));
      expect(await frames.since("public", "a", 2, 100)).toEqual({ entries: run("a", 3, 61), more: false });
      expect(await frames.before("public", "a", undefined, 100)).toEqual({
        entries: run("a", 1, 61),
        more: false,
      });
      expect(await frames.before("public", "a", 10, 100)).toEqual({ entries: run("a", 1, 9), more: false });
      expect(await frames.since("public", "a", 61, 100)).toEqual({ entries: [], more: false });
      expect(await frames.before("public", "a", 1, 100)).toEqual({ entries: [], more: false });
      expect(await frames.since("public", "nobody", 0, 100)).toEqual({ entries: [], more: false });
    });

    test("what private channels saw is apart from it", async () => {
      const shownTo = (view: View, seqs: number[]) =>
        seqs.map((seq) => ({ ...entry("apart", seq, 0, view), view }));
      const read = (view: View, seqs: number[]) => seqs.map((seq) => entry("apart", seq, 0, view));
      await frames.append([...shownTo("public", [1, 3]), ...shownTo("private", [1, 2, 3])]);
      await frames.append([{ ...entry("private-apart", 9), view: "public" }]);
      expect((await frames.since("public", "apart", 0, 10)).entries).toEqual(read("public", [1, 3]));
      expect((await frames.since("private", "apart", 1, 10)).entries).toEqual(read("private", [2, 3]));
      expect((await frames.before("private", "apart", 3, 1)).entries).toEqual(read("private", [2]));
    });

    test("no more than asked for, and whether there is more", async () => {
      await frames.append(shown(run("limits", 1, 20)));
      expect(await frames.since("public", "limits", 3, 7)).toEqual({
        entries: run("limits", 4, 10),
        more: true,
      });
      expect(await frames.since("public", "limits", 3, 17)).toEqual({
        entries: run("limits", 4, 20),
        more: false,
      });
      expect(await frames.before("public", "limits", 15, 5)).toEqual({
        entries: run("limits", 10, 14),
        more: true,
      });
      expect(await frames.before("public", "limits", 15, 14)).toEqual({
        entries: run("limits", 1, 14),
        more: false,
      });
    });
  });
}

export function entry(match_id: string, seq: number, bytes = 0, of = "both"): EntryFrames {
  const frame = { type: "match_event", match_id, seq, data: { name: "é", of, filler: "x".repeat(bytes) } };
  return { match_id, seq, prev_seq: seq - 1, frames: [frame, frame] as unknown as MatchFrame[] };
}

export function run(match_id: string, from: number, to: number, bytes = 0): EntryFrames[] {
  return Array.from({ length: to - from + 1 }, (_, index) => entry(match_id, from + index, bytes));
}

/** As public channels saw them. */
export function shown(entries: readonly EntryFrames[]) {
  return entries.map((one) => ({ ...one, view: "public" as const }));
}
