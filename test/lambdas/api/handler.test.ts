import type { Context } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { createHandler } from "../../../lambdas/api/handler.ts";
import { framesOf } from "../../../modules/match/frame.ts";
import { snapshot } from "../../../modules/match/state.ts";
import type { MatchQuery, MatchReader } from "../../../modules/ports/matches.ts";
import { encodeCursor } from "../../../modules/runtime/cursor.ts";
import type { HttpRequest } from "../../../modules/runtime/http.ts";
import { announcement, event, report } from "../../support/items.ts";
import { play } from "../../support/play.ts";

const PLAYED = play([
  announcement({ status: "first_half" }),
  event({ event_type: "pass" }),
  event(),
  report({ home_score: 2 }),
]);
const MATCH = { ...snapshot(PLAYED.state), viewers: 3 };
const CURSOR = encodeCursor({ listed_at: "2024-11-20T10:30:00.000Z", match_id: "122" });

/** Knows match 123 alone, and remembers what it was asked for. */
function api(overrides: Partial<MatchReader> = {}) {
  const asked: MatchQuery[] = [];
  const matches: MatchReader = {
    match: async (id) => (id === "123" ? MATCH : undefined),
    matches: async (query) => {
      asked.push(query);
      return { matches: [MATCH], next_cursor: CURSOR };
    },
    events: async (id, after, limit) =>
      id === "123" ? PLAYED.log.filter(({ seq }) => seq > after).slice(0, limit) : undefined,
    ...overrides,
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const handler = createHandler({ matches, log, now: () => new Date("2024-11-20T11:00:00.000Z") });
  return {
    asked,
    async get(routeKey: string, queryStringParameters?: Record<string, string>, id = "123") {
      const request = {
        routeKey: `GET ${routeKey}`,
        pathParameters: { id },
        queryStringParameters,
        requestContext: { requestId: "request-1" },
      } as unknown as HttpRequest;
      const context = { getRemainingTimeInMillis: () => 10_000 } as Context;
      const { statusCode, headers, body = "" } = await handler(request, context);
      return { status: statusCode, headers, body: JSON.parse(body) };
    },
  };
}

test("health asks nobody", async () => {
  const failing = async () => Promise.reject(new Error("no database"));
  const { get } = api({ match: failing, matches: failing, events: failing });
  expect(await get("/health")).toMatchObject({
    status: 200,
    headers: { "cache-control": "no-store" },
    body: { status: "healthy", timestamp: "2024-11-20T11:00:00.000Z" },
  });
});

describe("GET /api/v1/matches", () => {
  test("answers a page and where the next one begins", async () => {
    const { get, asked } = api();
    expect(await get("/api/v1/matches")).toMatchObject({
      status: 200,
      headers: { "cache-control": "public, max-age=1" },
      body: { matches: [MATCH], next_cursor: CURSOR },
    });
    expect(asked).toEqual([{ limit: 50 }]);
  });

  test("passes on what is asked for", async () => {
    const { get, asked } = api();
    await get("/api/v1/matches", { status: "live", league: "premier-league", limit: "7", cursor: CURSOR });
    await get("/api/v1/matches", { status: "finished", unheard_of: "1" });
    expect(asked).toEqual([
      { status: "live", league: "premier-league", limit: 7, cursor: CURSOR },
      { status: "finished", limit: 50 },
    ]);
  });

  test.each([
    [{ status: "playing" }, "status"],
    [{ league: "premier league" }, "league"],
    [{ limit: "0" }, "limit"],
    [{ limit: "101" }, "limit"],
    [{ limit: "ten" }, "limit"],
    [{ limit: "" }, "limit"],
    [{ limit: "1,2" }, "limit"],
    [{ cursor: "bm90IGEgY3Vyc29y" }, "cursor"],
    [{ cursor: Buffer.from("2024-13-20T10:30:00.000Z 1").toString("base64url") }, "cursor"],
  ])("refuses %o", async (query, path) => {
    const { get, asked } = api();
    const { status, body } = await get("/api/v1/matches", query as Record<string, string>);
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        code: "invalid_query",
        message: expect.any(String),
        details: [{ path, reason: expect.any(String) }],
      },
      request_id: "request-1",
    });
    expect(asked).toEqual([]);
  });

  test("names every fault", async () => {
    const { body } = await api().get("/api/v1/matches", { status: "?", limit: "?" });
    expect(body.error.details.map(({ path }: { path: string }) => path)).toEqual(["status", "limit"]);
  });
});

describe("GET /api/v1/matches/{id}", () => {
  test("answers the snapshot", async () => {
    expect(await api().get("/api/v1/matches/{id}")).toMatchObject({ status: 200, body: MATCH });
  });

  test.each(["124", "no such id", "", "\u0000"])("does not know %j", async (id) => {
    expect(await api().get("/api/v1/matches/{id}", {}, id)).toMatchObject({
      status: 404,
      body: { error: { code: "unknown_match" } },
    });
  });
});

describe("GET /api/v1/matches/{id}/events", () => {
  const EVENTS = "/api/v1/matches/{id}/events";

  test("answers the log: events, status changes and corrections, without saying who sent them", async () => {
    const { status, body } = await api().get(EVENTS);
    expect(status).toBe(200);
    expect(body.next_after_seq).toBe(4);
    expect(body.events.map(({ kind }: { kind: string }) => kind)).toEqual([
      "status",
      "event",
      "event",
      "status",
    ]);
    expect(body.events[3]).toMatchObject({
      changes: { score: { reason: "correction" } },
      state: { home_score: 2 },
    });
    expect(JSON.stringify(body)).not.toContain("provider");
  });

  test("has in each entry what its frames were made of", async () => {
    const { body } = await api().get(EVENTS);
    const entry = body.events[2];
    const [frame] = framesOf(PLAYED.log[2] ?? expect.fail("no entry"), PLAYED.state);
    const { match_id, seq, prev_seq, timestamp, state } = entry;
    expect(frame).toMatchObject({ match_id, seq, prev_seq, timestamp, state });
    expect(frame?.data).toMatchObject(entry.data);
    expect(body.events[1]).toMatchObject({ public: false, data: { event_type: "pass" } });
  });

  test("goes on where the page before ended, for as long as anyone asks", async () => {
    const { get } = api();
    const first = (await get(EVENTS, { limit: "3" })).body;
    expect([first.events.length, first.next_after_seq]).toEqual([3, 3]);
    const second = (await get(EVENTS, { limit: "3", after_seq: String(first.next_after_seq) })).body;
    expect([second.events.length, second.next_after_seq]).toEqual([1, 4]);
    const third = (await get(EVENTS, { after_seq: String(second.next_after_seq) })).body;
    expect(third).toEqual({ events: [], next_after_seq: 4 });
  });

  test.each([
    [{ after_seq: "-1" }],
    [{ after_seq: "1.5" }],
    [{ after_seq: "9999999999" }],
    [{ limit: "501" }],
  ])("refuses %o", async (query) => {
    expect(await api().get(EVENTS, query as Record<string, string>)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_query", details: [{ path: Object.keys(query)[0] }] } },
    });
  });

  test("does not know another match", async () => {
    expect(await api().get(EVENTS, {}, "124")).toMatchObject({ status: 404 });
  });
});

test("a database that is down is told as a failure of ours and no more", async () => {
  const { get } = api({ match: async () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.1:5432")) });
  const { status, body } = await get("/api/v1/matches/{id}");
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain("ECONNREFUSED");
});
