import { batchesOf, type Frame, inDialect } from "../match/dialects/index.ts";
import type { Manner } from "../ports/audience.ts";

/** Frames for one connection as it wants them: texts to be posted, in order. */
export function spoken(frames: readonly Frame[], { dialect, batch }: Manner): string[] {
  const texts = frames.flatMap((frame) => {
    const said = inDialect(frame, dialect);
    return said === undefined ? [] : [JSON.stringify(said)];
  });
  return batch ? batchesOf(texts, dialect) : texts;
}
