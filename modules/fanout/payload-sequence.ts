import { batchesOf } from "../match/dialects/index.ts";
import type { Payload } from "../ports/gateway.ts";
import type { RenderedFrames } from "./channel-group.ts";
import type { DeliveryProfile } from "./delivery-profile.ts";

/** All payloads that a connection gets in one push. Connections that get the same payloads share one sequence. */
export interface PayloadSequence {
  /** The sequence that continues with `frames`: the same object for the same frames. */
  followedBy(frames: RenderedFrames): PayloadSequence;
  /** Makes the payloads on the first call, and gives the same array from then on. */
  payloads(): readonly Payload[];
}

/** The sequence without frames, with which every connection of this format starts. */
export function emptyPayloadSequence(
  format: Pick<DeliveryProfile, "dialect" | "batch">,
  payloadOf: (frame: string) => Payload,
): PayloadSequence {
  const sequenceOf = (groups: readonly RenderedFrames[]): PayloadSequence => {
    const next = new Map<RenderedFrames, PayloadSequence>();
    let made: readonly Payload[] | undefined;
    return {
      followedBy(frames) {
        const known = next.get(frames) ?? sequenceOf([...groups, frames]);
        next.set(frames, known);
        return known;
      },
      payloads() {
        made ??= payloadsOf(groups.flat(), format, payloadOf);
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
