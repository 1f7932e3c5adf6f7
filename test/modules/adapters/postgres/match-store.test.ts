import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { matchStore } from "../../../../modules/adapters/postgres/match-store.ts";
import { type MatchStore, RejectedWriteError, StaleWriteError } from "../../../../modules/ports/matches.ts";
import { matchStoreContract } from "../../../support/contracts/match-store.ts";
import { event } from "../../../support/items.ts";
import type { Played } from "../../../support/play.ts";
import { startMigratedServer, type TestServer } from "../../../support/postgres.ts";
import { ofMatch, written } from "../../../support/writes.ts";

let postgres: TestServer;
let owner: ReturnType<TestServer["asOwner"]>;
let store: MatchStore;

beforeAll(async () => {
  postgres = await startMigratedServer();
  owner = postgres.asOwner();
  store = matchStore(postgres.asApp());
});
afterAll(() => postgres.remove());
beforeEach(empty);

async function empty(): Promise<void> {
  await owner.deleteFrom("match_log").execute();
  await owner.deleteFrom("matches").execute();
}

matchStoreContract("the store in Postgres", async () => {
  await empty();
  return store;
});

const EVENT = event({ event_id: "e-1" });

async function rowCounts() {
  const matches = await owner.selectFrom("matches").select("match_id").execute();
  const entries = await owner.selectFrom("match_log").select("seq").execute();
  return { matches: matches.length, entries: entries.length };
}

test("text of every kind comes back as it was", async () => {
  const detail = `Müller, "Ö'Neill" \\ {NULL} , 王 🟥\n\t\u0001`;
  const { played, write } = written([
    event({ detail, event_type: "other", metadata: { [detail]: [detail, null, 1e21] } }),
  ]);
  await store.commit([write]);
  expect(await store.entriesAfter([{ match_id: "123", after: 0 }])).toEqual(played.log);
});

test("500 events of 50 matches are one batch", async () => {
  const writes = Array.from({ length: 50 }, (_, match) =>
    ofMatch(`m-${match}`, written(Array.from({ length: 10 }, () => event())).write),
  );
  await store.commit(writes);
  expect(await rowCounts()).toEqual({ matches: 50, entries: 500 });
});

describe("a stale write", () => {
  test("is every one but one of those that race, and the log has no hole", async () => {
    const stores = Array.from({ length: 4 }, () => matchStore(postgres.asApp()));
    let base: Played | undefined;
    for (let round = 1; round <= 10; round += 1) {
      // Half of them also write to matches of their own, in another order.
      const writes = stores.map((_, writer) => {
        const { write, played } = written([event(), event()], { at: round, ...(base && { from: base }) });
        const own = ofMatch(`own-${round}-${writer}`, written([event()]).write);
        return { played, batch: writer % 2 ? [write, own] : [own, write] };
      });
      const outcomes = await Promise.allSettled(
        writes.map(({ batch }, writer) => stores[writer]?.commit(batch)),
      );
      const winners = outcomes.flatMap(({ status }, writer) => (status === "fulfilled" ? [writer] : []));
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StaleWriteError);
      }
      base = writes[winners[0] ?? -1]?.played;
    }
    expect(await store.entriesAfter([{ match_id: "123", after: 0 }])).toEqual(base?.log);
    expect((await rowCounts()).matches).toBe(11);
  });
});

describe("a write that can never pass", () => {
  test.each([
    ["text Postgres cannot hold", { event_id: "e\u0000" }],
    ["a match without a name", { match_id: null as unknown as string }],
  ])("is refused as such: %s", async (_, wrong) => {
    const { write } = written([event()]);
    const entries = write.entries.map((entry) => ({
      ...entry,
      item: { kind: "event" as const, event: { ...EVENT.event, ...wrong } },
      ...wrong,
    }));
    await expect(store.commit([{ ...write, entries }, ofMatch("124", write)])).rejects.toThrow(
      RejectedWriteError,
    );
    expect(await rowCounts()).toEqual({ matches: 0, entries: 0 });
  });

  test("does not spoil the connection for the next", async () => {
    const { write } = written([event()]);
    await expect(store.commit([{ ...write, revisions: [null] }])).rejects.toThrow(RejectedWriteError);
    await store.commit([write]);
    expect(await rowCounts()).toEqual({ matches: 1, entries: 1 });
  });
});
