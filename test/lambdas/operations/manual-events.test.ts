import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testOperations } from "./test-operations.ts";

const ROUTE = "POST /api/v1/matches/{id}/events";
const goal = { event_type: "goal", minute: 12, team_id: "10" };

function entering(body: unknown, id = "m-1") {
  return { path: { id }, body: typeof body === "string" ? body : JSON.stringify(body) };
}

describe("events entered by hand", () => {
  test("are in the stream, of the match in the path, when they are answered 202", async () => {
    const { call, published } = testOperations();
    const other = { ...goal, event_id: "e-1", match_id: "m-1", operation: "void" };
    expect(await call(ROUTE, entering([goal, other]))).toMatchObject({
      status: 202,
      body: { status: "accepted", received: 2, duplicates: 0 },
    });
    expect(published).toMatchObject([
      {
        match_id: "m-1",
        received_at: "2024-11-20T10:30:15.000Z",
        items: [
          { event: { provider: "manual", match_id: "m-1", event_type: "goal", operation: "create" } },
          { event: { provider: "manual", event_id: "e-1", operation: "void" } },
        ],
      },
    ]);
  });

  test("may come bare, as a list, or in an envelope", async () => {
    for (const body of [goal, [goal], { events: [goal] }]) {
      const { call, published } = testOperations();
      expect(await call(ROUTE, entering(body))).toMatchObject({ status: 202, body: { received: 1 } });
      expect(published).toMatchObject([{ match_id: "m-1" }]);
    }
  });

  test("get the same id again without one of their own", async () => {
    const { call, published } = testOperations();
    await call(ROUTE, entering(goal));
    await call(ROUTE, entering({ ...goal, match_id: "m-1" }));
    expect(published[0]?.items).toEqual(published[1]?.items);
  });

  test.each<[string, unknown, string]>([
    ["bare", { ...goal, match_id: "m-2" }, "match_id"],
    ["in a list", [goal, { ...goal, match_id: "m-2" }], "[1].match_id"],
    ["in an envelope", { events: [{ ...goal, match_id: 7 }] }, "events[0].match_id"],
  ])("of another match than the path's are refused: %s", async (_, body, path) => {
    const { call, published } = testOperations();
    expect(await call(ROUTE, entering(body))).toMatchObject({
      status: 400,
      body: {
        error: {
          code: "invalid_payload",
          details: [{ path, reason: "must be the match of the path" }],
        },
      },
    });
    expect(published).toEqual([]);
  });

  test.each<[string, Parameters<ReturnType<typeof testOperations>["call"]>[1], number, string]>([
    ["a fault", entering({ events: [{ ...goal, minute: -1 }] }), 400, "invalid_payload"],
    ["no event at all", entering("7"), 400, "invalid_payload"],
    ["what is no JSON", entering("{"), 400, "invalid_json"],
    ["too many", entering(Array.from({ length: 501 }, () => goal)), 400, "invalid_payload"],
    ["too much", entering(JSON.stringify(goal).padEnd(1024 * 1024 + 1, " ")), 413, "too_large"],
    [
      "a form",
      { ...entering(goal), headers: { "content-type": "text/plain" } },
      415,
      "unsupported_media_type",
    ],
    ["a match that cannot be", entering(goal, "no match"), 404, "unknown_match"],
  ])("with %s are refused as the webhook does", async (_, sent, status, code) => {
    const { call, published } = testOperations();
    expect(await call(ROUTE, sent)).toMatchObject({ status, body: { error: { code } } });
    expect(published).toEqual([]);
  });

  test("are to be sent again while the stream is out of reach", async () => {
    const { call, memory } = testOperations();
    memory.isOut = true;
    expect(await call(ROUTE, entering(goal))).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      body: { error: { code: "stream_unavailable" } },
    });
  });

  test("no body makes the handler fail", async () => {
    const { call } = testOperations();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        expect([202, 400]).toContain((await call(ROUTE, entering(body))).status);
      }),
      { numRuns: 200 },
    );
  });
});
