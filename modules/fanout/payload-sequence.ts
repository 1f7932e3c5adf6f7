import { batchesOf } from "../match/dialects/index.ts";
import type { Payload } from "../ports/gateway.ts";
import type { Line } from "./channel-group.ts";
import type { Want } from "./delivery-profile.ts";

/** All that a connection gets of a push, line by line. Connections that get the same share it. */
export interface Trail {
  /** The trail that goes on with `line`: the same one whenever it is asked for. */
  with(line: Line): Trail;
  /** Made when first asked for, and once. */
  payloads(): readonly Payload[];
}

/** Where every connection starts that wants its frames in this manner. */
export function emptyTrail(
  manner: Pick<Want, "dialect" | "batch">,
  payloadOf: (frame: string) => Payload,
): Trail {
  const trailOf = (lines: readonly Line[]): Trail => {
    const next = new Map<Line, Trail>();
    let made: readonly Payload[] | undefined;
    return {
      with(line) {
        const known = next.get(line) ?? trailOf([...lines, line]);
        next.set(line, known);
        return known;
      },
      payloads() {
        made ??= payloadsOf(lines.flat(), manner, payloadOf);
        return made;
      },
    };
  };
  return trailOf([]);
}

function payloadsOf(
  frames: Line,
  { dialect, batch }: Pick<Want, "dialect" | "batch">,
  payloadOf: (frame: string) => Payload,
): Payload[] {
  if (!batch || frames.length === 1) return frames.map((frame) => frame.payload());
  const texts = frames.map(({ text }) => text);
  return batchesOf(texts, dialect).map(payloadOf);
}
