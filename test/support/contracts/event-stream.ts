import { describe, expect, test } from "vitest";
import type { StreamRecord } from "../../../modules/match/event.ts";
import type { EventStream } from "../../../modules/ports/stream.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";
import { event, NOW } from "../items.ts";

/** A stream, and what can be seen of it from outside. */
export interface OpenedStream {
  stream: EventStream;
  /** Everything that the stream holds, those of one match in its order. */
  held(): Promise<unknown[]>;
  /** Nobody reaches the stream any more. */
  breakDown(): Promise<void>;
}

/** What every `EventStream` does. */
export function eventStreamContract(name: string, open: () => Promise<OpenedStream>): void {
  describe(name, () => {
    test("holds every record whole, those of one match in the order given", async () => {
      const { stream, held } = await open();
      const records = Array.from({ length: 40 }, (_, index) => record(`m-${index % 7}`, index));
      await stream.publish(records.slice(0, 25));
      await stream.publish(records.slice(25));
      expect(byMatch((await held()) as StreamRecord[])).toStrictEqual(byMatch(records));
    });

    test("takes nothing where there is nothing", async () => {
      const { stream, held } = await open();
      await stream.publish([]);
      expect(await held()).toEqual([]);
    });

    test("holds what a record was when it was given, as JSON", async () => {
      const { stream, held } = await open();
      const given = { ...record("1", 1), priority: undefined as unknown as number };
      await stream.publish([given]);
      given.items = [];
      expect(await held()).toStrictEqual([record("1", 1)]);
    });

    test("is an outage while nobody reaches it", async () => {
      const { stream, breakDown } = await open();
      await breakDown();
      await expect(stream.publish([record("1", 1)])).rejects.toBeInstanceOf(OutageError);
    });
  });
}

function record(match_id: string, n: number): StreamRecord {
  return {
    v: 1,
    match_id,
    received_at: NOW,
    items: [event({ match_id, event_id: `e-${n}`, metadata: { note: "é" } })],
  };
}

function byMatch(records: readonly StreamRecord[]) {
  return Object.groupBy(records, ({ match_id }) => match_id);
}
