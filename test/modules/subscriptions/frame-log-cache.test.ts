import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MatchFrame } from "../../../modules/match/frame.ts";
import type { View } from "../../../modules/match/view.ts";
import type { EntryFrames } from "../../../modules/ports/recovery.ts";
import { cachedFrameLog } from "../../../modules/subscriptions/frame-log-cache.ts";
import { memoryFrames } from "../../support/memory-frames.ts";

const VIEW: View = "public";

function entry(seq: number, prev_seq: number, bytes = 0): EntryFrames & { view: View } {
  const frame = { seq, prev_seq, filler: "x".repeat(bytes) } as unknown as MatchFrame;
  return { view: VIEW, match_id: "1", seq, prev_seq, frames: [frame] };
}

/** A log that counts how often it is read. */
function counted(clock = { now: 0 }) {
  const { frames } = memoryFrames();
  let reads = 0;
  const log = cachedFrameLog(
    {
      ...frames,
      since: (...query: Parameters<typeof frames.since>) => {
        reads += 1;
        return frames.since(...query);
      },
    },
    () => clock.now,
  );
  const read = async (after: number, enough?: number) => {
    const { entries } = await log.since(VIEW, "1", after, 200, enough);
    return entries.map(({ seq }) => seq);
  };
  return { frames, log, read, reads: () => reads };
}

describe("frames that were read a moment ago", () => {
  test("are read once, by whoever lacks some of them", async () => {
    const { frames, read, reads } = counted();
    await frames.append([entry(2, 0), entry(5, 2), entry(6, 5)]);
    expect(await read(0, 6)).toEqual([2, 5, 6]);
    expect(await read(2, 6)).toEqual([5, 6]);
    expect(await read(4, 6)).toEqual([5, 6]);
    expect(await read(0, 5)).toEqual([2, 5, 6]);
    expect(reads()).toBe(1);
  });

  test("are read again by those who need later or earlier ones", async () => {
    const { frames, read, reads } = counted();
    await frames.append([entry(2, 0), entry(5, 2), entry(6, 5)]);
    expect(await read(4, 6)).toEqual([5, 6]);
    expect(await read(1, 6)).toEqual([2, 5, 6]);
    await frames.append([entry(9, 6)]);
    expect(await read(4, 9)).toEqual([5, 6, 9]);
    expect(reads()).toBe(3);
    expect(await read(1, 9)).toEqual([2, 5, 6, 9]);
    expect(reads()).toBe(3);
  });

  test("are not relied upon where one of them is missing, nor by whoever does not say how far they must go", async () => {
    const { frames, read, reads } = counted();
    await frames.append([entry(2, 0), entry(6, 5)]);
    expect(await read(0, 6)).toEqual([2, 6]);
    await frames.append([entry(5, 2)]);
    expect(await read(0, 6)).toEqual([2, 5, 6]);
    expect(await read(0)).toEqual([2, 5, 6]);
    expect(reads()).toBe(3);
  });

  test("are of one match and view each, and of the last minute", async () => {
    const clock = { now: 0 };
    const { frames, log, read, reads } = counted(clock);
    await frames.append([
      entry(1, 0),
      { ...entry(1, 0), view: "private" },
      { ...entry(1, 0), match_id: "2" },
    ]);
    await read(0, 1);
    await log.since("private", "1", 0, 200, 1);
    await log.since(VIEW, "2", 0, 200, 1);
    expect(reads()).toBe(3);
    clock.now = 59_999;
    await read(0, 1);
    expect(reads()).toBe(3);
    clock.now = 60_000;
    await read(0, 1);
    expect(reads()).toBe(4);
  });

  test("are not remembered where they are too many or too large", async () => {
    const { frames, read, reads } = counted();
    await frames.append(Array.from({ length: 8 }, (_, i) => entry(i + 1, i, 90_000)));
    await read(0, 8);
    await read(0, 8);
    expect(reads()).toBe(2);
  });

  test("join up wherever the log's do", async () => {
    const step = fc.record({ gap: fc.integer({ min: 1, max: 3 }), isKept: fc.boolean() });
    const asks = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), asks, async (steps, queries) => {
        const { frames, log } = counted();
        let at = 0;
        for (const { gap, isKept } of steps) {
          if (isKept) await frames.append([entry(at + gap, at)]);
          at += gap;
        }
        for (const [after, enough] of queries) {
          const { entries } = await log.since(VIEW, "1", after, 200, enough);
          const whole = await frames.since(VIEW, "1", after, 200);
          expect(whole.entries.filter(({ seq }) => seq <= enough)).toEqual(
            entries.filter(({ seq }) => seq <= enough),
          );
        }
      }),
    );
  });
});
