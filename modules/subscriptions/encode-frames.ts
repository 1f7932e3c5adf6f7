import type { Frame } from "../match/dialects/frame.ts";
import { batchesOf, inDialect } from "../match/dialects/index.ts";
import type { FrameFormat } from "../ports/audience.ts";

/** Encodes frames in the format that a connection wants: the texts to post, in order. */
export function encodeFrames(frames: readonly Frame[], { dialect, batch }: FrameFormat): string[] {
  const texts = frames.flatMap((frame) => {
    const translated = inDialect(frame, dialect);
    return translated === undefined ? [] : [JSON.stringify(translated)];
  });
  return batch ? batchesOf(texts, dialect) : texts;
}
