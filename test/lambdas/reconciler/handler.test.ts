import { describe, expect, it } from "vitest";
import { createHandler } from "../../../lambdas/reconciler/handler.ts";
import { recordsByMatch } from "../../../lambdas/reconciler/records-by-match.ts";
import type { StreamItem } from "../../../modules/match/event.ts";
import type { StreamedRecord, StreamReader } from "../../../modules/ports/stream.ts";
import { announcement, event } from "../../support/items.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { memoryStream } from "../../support/memory-stream.ts";

const NOW = new Date("2024-11-20T12:00:00.000Z");
const FROM = "2024-11-20T10:00:00+00:00";
const context = { getRemainingTimeInMillis: () => 900_000 };

let sequence = 0;
function record(match_id: string, items: readonly StreamItem[] | string): StreamedRecord {
  sequence += 1;
  const arrived_at = new Date(Date.parse(FROM) + sequence * 1_000);
  const body = { v: 1, match_id, received_at: arrived_at.toISOString(), items };
  return {
    sequence_number: String(sequence),
    partition_key: match_id,
    data: Buffer.from(typeof items === "string" ? items : JSON.stringify(body)),
    arrived_at,
  };
}

function readerOf(records: readonly StreamedRecord[], reads: Date[] = []): StreamReader {
  return {
    async read(from, take) {
      reads.push(from);
      for (const one of records) if (one.arrived_at >= from) take([one]);
    },
  };
}

function reconciler(records: readonly StreamedRecord[]) {
  const { stream, published } = memoryStream();
  const lines: unknown[] = [];
  const handler = createHandler({
    reader: readerOf(records),
    matches: memoryStore().matches,
    stream,
    log: { info: (...line) => lines.push(line), warn: () => {}, error: () => {} },
    now: () => NOW,
  });
  return { handler, published, lines };
}

const match = (id: string) => [
  announcement({ match_id: id, status: "first_half" }),
  event({ match_id: id, event_id: "x" }),
];

describe("the function", () => {
  it("puts what is missing on the stream, a record a match, and says what it did in numbers", async () => {
    const records = [record("m1", match("m1")), record("m2", match("m2")), record("m3", "{ no json")];
    const { handler, published, lines } = reconciler(records);
    const report = await handler({ from: FROM }, context);
    expect(report).toEqual({ records: 3, matches: 2, corrected: 2, corrections: 4, skipped: 1, unsure: 0 });
    expect(published.map(({ match_id, items }) => [match_id, items.map(({ kind }) => kind)])).toEqual([
      ["m1", ["correction", "correction"]],
      ["m2", ["correction", "correction"]],
    ]);
    expect(lines).toEqual([
      ["stream read again", { from: new Date(FROM).toISOString(), dry_run: false, ...report }],
    ]);
  });

  it("says only what it would do, and of one match only, if asked to", async () => {
    const { handler, published } = reconciler([record("m1", match("m1")), record("m2", match("m2"))]);
    const asked = { from: FROM, match_id: "m2", dry_run: true };
    expect(await handler(asked, context)).toMatchObject({ records: 1, matches: 1, corrected: 1 });
    expect(published).toEqual([]);
  });

  it.each([
    [{}, /from/],
    [{ from: "yesterday" }, /from/],
    [{ from: "2024-11-20T12:00:01Z" }, /in the future/],
    [{ from: FROM, match_id: "no id" }, /match_id/],
    [{ from: FROM, dryrun: true }, /dryrun/],
  ])("refuses %j, and says why", async (asked, why) => {
    await expect(reconciler([]).handler(asked, context)).rejects.toThrow(why);
  });

  it("stops in time, and says so, rather than being stopped", async () => {
    const { handler, published } = reconciler([record("m1", match("m1"))]);
    const ended = handler({ from: FROM }, { getRemainingTimeInMillis: () => 10_000 });
    await expect(ended).rejects.toThrow("out of time after 0 matches");
    expect(published).toEqual([]);
  });
});

describe("reading match by match", () => {
  it("holds no more than there is room for, and still gives every match once and whole", async () => {
    const records = ["a", "b", "c", "a", "b", "c", "a"].map((key) => record(key, "x".repeat(100)));
    const reads: Date[] = [];
    const found: string[] = [];
    for await (const met of recordsByMatch(readerOf(records, reads), { from: new Date(FROM) }, 350)) {
      found.push(`${met.match_id}: ${met.records.length}`);
    }
    expect(found).toEqual(["a: 3", "b: 2", "c: 2"]);
    expect(reads.length).toBeGreaterThan(1);
  });

  it("gives a match that there is no room for at all nevertheless", async () => {
    const records = [record("a", "x".repeat(500)), record("b", "x".repeat(500))];
    const found: string[] = [];
    for await (const met of recordsByMatch(readerOf(records), { from: new Date(FROM) }, 100))
      found.push(met.match_id);
    expect(found).toEqual(["a", "b"]);
  });
});
