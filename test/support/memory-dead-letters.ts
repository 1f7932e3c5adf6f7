import type { DeadLetter } from "../../modules/ports/stream.ts";

/** A dead-letter queue in memory. */
export function memoryDeadLetters() {
  const letters: DeadLetter[] = [];
  return {
    letters,
    deadLetters: { send: async (sent: readonly DeadLetter[]) => void letters.push(...sent) },
  };
}
