import type { Frame } from "../match/dialects/frame.ts";
import { batchesOf, inDialect } from "../match/dialects/index.ts";
import type { FrameFormat } from "../ports/audience.ts";

/** Frames for one connection as it wants them: texts to be posted, in order. */
export function encodeFrames(frames: readonly Frame[], { dialect, batch }: FrameFormat): string[] {
  const texts = frames.flatMap((frame) => {
    const said = inDialect(frame, dialect);
    return said === undefined ? [] : [JSON.stringify(said)];
  });
  return batch ? batchesOf(texts, dialect) : texts;
}
