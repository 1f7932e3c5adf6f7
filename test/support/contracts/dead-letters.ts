import { describe, expect, test } from "vitest";
import type { DeadLetter, DeadLetters } from "../../../modules/ports/stream.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";

/** A dead-letter queue, and what can be seen of it from outside. */
export interface OpenedDeadLetters {
  deadLetters: DeadLetters;
  /** Every letter in the queue, in any order. */
  held(): Promise<unknown[]>;
  /** Nobody reaches the queue any more. */
  breakDown(): Promise<void>;
}

/** What every `DeadLetters` does, as long as no letter is larger than a message may be. */
export function deadLettersContract(name: string, open: () => Promise<OpenedDeadLetters>): void {
  describe(name, () => {
    test("keep each letter whole, and once", async () => {
      const { deadLetters, held } = await open();
      await deadLetters.send(Array.from({ length: 23 }, (_, index) => letter(index)));
      await deadLetters.send([letter(23, { provider: "opta", item: 4 })]);
      expect(inOrder(await held())).toStrictEqual([
        ...Array.from({ length: 23 }, (_, index) => letter(index)),
        letter(23, { provider: "opta", item: 4 }),
      ]);
    });

    test("take nothing where there is nothing", async () => {
      const { deadLetters, held } = await open();
      await deadLetters.send([]);
      expect(await held()).toEqual([]);
    });

    test("keep characters that no queue likes, and leave out what is undefined", async () => {
      const { deadLetters, held } = await open();
      const odd = letter(1, { partition_key: "a\uFFFEb\uFFFF\u0000\uD800" });
      await deadLetters.send([{ ...odd, item: undefined as unknown as number }]);
      expect(await held()).toStrictEqual([odd]);
    });

    test("are an outage while nobody reaches the queue", async () => {
      const { deadLetters, breakDown } = await open();
      await breakDown();
      await expect(deadLetters.send([letter(1)])).rejects.toBeInstanceOf(OutageError);
    });
  });
}

function letter(index: number, fields: Partial<DeadLetter> = {}): DeadLetter {
  return {
    reason: "invalid",
    message: `fault ${index}`,
    sequence_number: String(index),
    partition_key: "1",
    data: "e30=",
    ...fields,
  };
}

function inOrder(letters: readonly unknown[]): DeadLetter[] {
  return (letters as DeadLetter[]).toSorted((a, b) => Number(a.sequence_number) - Number(b.sequence_number));
}
