import type { DeadLetter, DeadLetters } from "../../modules/ports/stream.ts";
import { OutageError } from "../../modules/runtime/errors.ts";
import { asJson } from "./as-json.ts";

/** A dead-letter queue in memory; while `isOut`, nobody reaches it. */
export function memoryDeadLetters() {
  const letters: DeadLetter[] = [];
  const held = {
    letters,
    isOut: false,
    deadLetters: {
      async send(sent) {
        if (held.isOut) throw new OutageError("the queue is out of reach");
        letters.push(...sent.map(asJson));
      },
    } satisfies DeadLetters,
  };
  return held;
}
