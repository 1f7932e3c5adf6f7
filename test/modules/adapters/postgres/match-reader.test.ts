import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { matchReader } from "../../../../modules/adapters/postgres/match-reader.ts";
import { matchStore } from "../../../../modules/adapters/postgres/match-store.ts";
import type { StatusReport } from "../../../../modules/match/event.ts";
import { snapshot } from "../../../../modules/match/state.ts";
import type { MatchQuery, MatchReader, MatchStore } from "../../../../modules/ports/matches.ts";
import { announcement, event } from "../../../support/items.ts";
import { startMigratedServer, type TestServer } from "../../../support/postgres.ts";
import { ofMatch, written } from "../../../support/writes.ts";

let postgres: TestServer;
let owner: ReturnType<TestServer["asOwner"]>;
let store: MatchStore;
let reader: MatchReader;

beforeAll(async () => {
  postgres = await startMigratedServer();
  owner = postgres.asOwner();
  const app = postgres.asApp();
  store = matchStore(app);
  reader = matchReader(app);
});
afterAll(() => postgres.remove());
beforeEach(async () => {
  await owner.deleteFrom("match_log").execute();
  await owner.deleteFrom("matches").execute();
});

/** A match that is announced with `told`, by its id. */
function match(id: string, told: Partial<StatusReport>) {
  return ofMatch(id, written([announcement(told)]).write);
}

const at = (hour: number) => `2024-11-20T${String(hour).padStart(2, "0")}:00:00.000Z`;

/** The ids of every page, one after the other. */
async function pages(query: MatchQuery): Promise<string[][]> {
  const { matches, next_cursor } = await reader.matches(query);
  const page = matches.map(({ match_id }) => match_id);
  return next_cursor === null ? [page] : [page, ...(await pages({ ...query, cursor: next_cursor }))];
}

describe("a match", () => {
  test("is shown as it stands", async () => {
    const { played, write } = written([announcement(), event()]);
    await store.commit([write]);
    expect(await reader.match("123")).toEqual({ ...snapshot(played.state), viewers: 0 });
  });

  test("tells how many watched its last frame, alone and in the list", async () => {
    await store.commit([written([announcement(), event()]).write]);
    await store.markPushed([{ match_id: "123", seq: 1, viewers: 7 }]);
    await store.markPushed([{ match_id: "123", seq: 2 }]);
    expect(await reader.match("123")).toMatchObject({ viewers: 7 });
    expect(await reader.matches({ limit: 10 })).toMatchObject({ matches: [{ viewers: 7 }] });
  });

  test("shows in its log what was found out about its feed", async () => {
    const feed = { provider: "custom", match_id: "123", status: "stale", occurred_at: at(11) } as const;
    const { played, write } = written([announcement({ status: "first_half" }), { kind: "feed", feed }]);
    await store.commit([write]);
    expect(await reader.events("123", 1, 10)).toEqual(played.log.slice(1));
    expect(played.log[1]?.item).toEqual({ kind: "feed", feed });
  });

  test("nobody has heard of is undefined", async () => {
    expect(await reader.match("124")).toBeUndefined();
  });
});

describe("the list", () => {
  test("goes from the newest kick-off to the oldest, over any number of pages", async () => {
    const same = Array.from({ length: 4 }, (_, n) => match(`same-${n}`, { kick_off: at(12) }));
    const others = [20, 8, 16].map((hour) => match(`at-${hour}`, { kick_off: at(hour) }));
    await store.commit([...same, ...others]);

    const order = ["at-20", "at-16", "same-3", "same-2", "same-1", "same-0", "at-8"];
    expect(await pages({ limit: 100 })).toEqual([order]);
    expect(await pages({ limit: 7 })).toEqual([order]);
    expect(await pages({ limit: 3 })).toEqual([order.slice(0, 3), order.slice(3, 6), order.slice(6)]);
    expect((await pages({ limit: 1 })).flat()).toEqual(order);
  });

  test("has a match without a kick-off where it began for us, also across pages", async () => {
    await store.commit([match("long-ago", { kick_off: at(12) })]);
    await store.commit([match("unannounced-a", {})]);
    await store.commit([match("unannounced-b", {})]);
    const [newest, ...rest] = (await pages({ limit: 1 })).flat();
    expect(["unannounced-a", "unannounced-b"]).toContain(newest);
    expect(rest.at(-1)).toBe("long-ago");
    expect(rest).toHaveLength(2);
  });

  test("is narrowed by status, by whether it is live, and by league", async () => {
    const league = { id: "la-liga" };
    await store.commit([
      match("playing", { kick_off: at(12), status: "second_half" }),
      match("break", { kick_off: at(13), status: "half_time", league }),
      match("over", { kick_off: at(14), status: "finished", league }),
      match("soon", { kick_off: at(15) }),
    ]);
    const ids = async (query: Partial<MatchQuery>) => (await pages({ limit: 1, ...query })).flat();
    expect(await ids({ status: "live" })).toEqual(["break", "playing"]);
    expect(await ids({ status: "finished" })).toEqual(["over"]);
    expect(await ids({ league: "la-liga" })).toEqual(["over", "break"]);
    expect(await ids({ league: "la-liga", status: "live" })).toEqual(["break"]);
    expect(await ids({ league: "serie-a" })).toEqual([]);
  });

  test("is one empty page where there is nothing", async () => {
    expect(await reader.matches({ limit: 10 })).toEqual({ matches: [], next_cursor: null });
  });
});

describe("the events of a match", () => {
  test("are its entries after a number, in order, up to a limit", async () => {
    const { played, write } = written([announcement(), event(), event(), event()]);
    await store.commit([write, ofMatch("124", write)]);
    expect(await reader.events("123", 0, 100)).toEqual(played.log);
    expect(await reader.events("123", 1, 2)).toEqual(played.log.slice(1, 3));
    expect(await reader.events("123", 4, 100)).toEqual([]);
  });

  test("are undefined for a match nobody has heard of", async () => {
    expect(await reader.events("125", 0, 100)).toBeUndefined();
  });
});
