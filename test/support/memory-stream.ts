import type { StreamRecord } from "../../modules/match/event.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import { OutageError } from "../../modules/runtime/errors.ts";
import { asJson } from "./as-json.ts";

/** The stream in memory; while `isOut`, nobody reaches it. */
export function memoryStream() {
  const published: StreamRecord[] = [];
  const held = {
    published,
    isOut: false,
    stream: {
      async publish(records) {
        if (held.isOut) throw new OutageError("the stream is out of reach");
        published.push(...records.map(asJson));
      },
    } satisfies EventStream,
  };
  return held;
}
