import { batchesOf } from "../match/dialects/index.ts";
import type { Payload } from "../ports/gateway.ts";
import type { RenderedFrames } from "./channel-group.ts";
import type { DeliveryProfile } from "./delivery-profile.ts";

/** All that a connection gets of a push, line by line. Connections that get the same share it. */
export interface PayloadSequence {
  /** The trail that goes on with `line`: the same one whenever it is asked for. */
  followedBy(line: RenderedFrames): PayloadSequence;
  /** Made when first asked for, and once. */
  payloads(): readonly Payload[];
}

/** Where every connection starts that wants its frames in this manner. */
export function emptyPayloadSequence(
  format: Pick<DeliveryProfile, "dialect" | "batch">,
  payloadOf: (frame: string) => Payload,
): PayloadSequence {
  const sequenceOf = (lines: readonly RenderedFrames[]): PayloadSequence => {
    const next = new Map<RenderedFrames, PayloadSequence>();
    let made: readonly Payload[] | undefined;
    return {
      followedBy(line) {
        const known = next.get(line) ?? sequenceOf([...lines, line]);
        next.set(line, known);
        return known;
      },
      payloads() {
        made ??= payloadsOf(lines.flat(), format, payloadOf);
        return made;
      },
    };
  };
  return sequenceOf([]);
}

function payloadsOf(
  frames: RenderedFrames,
  { dialect, batch }: Pick<DeliveryProfile, "dialect" | "batch">,
  payloadOf: (frame: string) => Payload,
): Payload[] {
  if (!batch || frames.length === 1) return frames.map((frame) => frame.payload());
  const texts = frames.map(({ text }) => text);
  return batchesOf(texts, dialect).map(payloadOf);
}
