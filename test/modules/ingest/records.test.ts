import * as fc from "fast-check";
import { expect, test } from "vitest";
import { streamRecordsOf } from "../../../modules/ingest/records.ts";
import { matchIdOf } from "../../../modules/match/event.ts";
import { event, NOW, report } from "../../support/items.ts";

test("one delivery makes one record per match", () => {
  const [a, b, c] = [event({ match_id: "1" }), report({ match_id: "2" }), event({ match_id: "1" })];
  expect(streamRecordsOf([a, b, c], NOW)).toEqual([
    { v: 1, match_id: "1", received_at: NOW, items: [a, c] },
    { v: 1, match_id: "2", received_at: NOW, items: [b] },
  ]);
  expect(streamRecordsOf([], NOW)).toEqual([]);
});

test("no item is lost or overtaken, and no record is too large", () => {
  const item = fc
    .record({ match_id: fc.constantFrom("1", "2", "3"), note: fc.integer({ min: 0, max: 99_000 }) })
    .map(({ match_id, note }) => event({ match_id, metadata: { note: "é".repeat(note / 2) } }));
  fc.assert(
    fc.property(fc.array(item, { maxLength: 20 }), (items) => {
      const records = streamRecordsOf(items, NOW);
      for (const id of ["1", "2", "3"]) {
        const carried = records.filter(({ match_id }) => match_id === id).flatMap((record) => record.items);
        expect(carried).toEqual(items.filter((one) => matchIdOf(one) === id));
      }
      for (const record of records) {
        expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThanOrEqual(200_000);
      }
    }),
    { numRuns: 30 },
  );
});
