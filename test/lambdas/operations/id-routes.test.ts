import { describe, expect, test } from "vitest";
import { testOperations } from "./test-operations.ts";

const ID = "/api/v1/ids/{provider}/{kind}/{external}";
const PATH = { provider: "sportradar", kind: "match", external: "sr:sport_event:1" };
const LINE = { ...PATH, id: "ours", updated_at: "2024-11-20T10:30:15.000Z" };

function putting(body: unknown, path: Record<string, string> = PATH) {
  return { path, body: JSON.stringify(body) };
}

describe("a line of the id map", () => {
  test("is put, read, put anew and deleted at one address", async () => {
    const { call } = testOperations();
    expect(await call(`GET ${ID}`, { path: PATH })).toMatchObject({
      status: 404,
      body: { error: { code: "unknown_id" } },
    });
    expect(await call(`PUT ${ID}`, putting({ id: "ours", priority: 1 }))).toMatchObject({
      status: 200,
      body: { ...LINE, priority: 1 },
    });
    expect((await call(`PUT ${ID}`, putting({ id: "ours" }))).body).toEqual(LINE);
    expect((await call(`GET ${ID}`, { path: PATH })).body).toEqual(LINE);
    expect(await call(`DELETE ${ID}`, { path: PATH })).toMatchObject({ status: 200, body: LINE });
    expect(await call(`DELETE ${ID}`, { path: PATH })).toMatchObject({ status: 404 });
  });

  test("is found by our id", async () => {
    const { call } = testOperations();
    const team = { provider: "custom", kind: "team", external: "10" };
    await call(`PUT ${ID}`, putting({ id: "ours" }));
    await call(`PUT ${ID}`, putting({ id: "ours" }, team));
    expect((await call("GET /api/v1/ids", { query: { id: "ours" } })).body.ids).toHaveLength(2);
    const teams = await call("GET /api/v1/ids", { query: { id: "ours", kind: "team" } });
    expect(teams.body).toMatchObject({ ids: [team] });
    expect((await call("GET /api/v1/ids", { query: { id: "theirs" } })).body).toEqual({ ids: [] });
  });

  test.each<[string, unknown]>([
    ["no id", {}],
    ["an id that cannot be", { id: "no id" }],
    ["a priority that is none", { id: "ours", priority: 1.5 }],
    ["something unheard of", { id: "ours", prio: 1 }],
    ["a list", [{ id: "ours" }]],
  ])("with %s is refused", async (_, body) => {
    const { call, lines } = testOperations();
    expect(await call(`PUT ${ID}`, putting(body))).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_payload", details: [expect.anything()] } },
    });
    expect(lines.size).toBe(0);
  });

  test("of a team has no priority", async () => {
    const { call } = testOperations();
    const sent = putting({ id: "ours", priority: 1 }, { ...PATH, kind: "team" });
    expect(await call(`PUT ${ID}`, sent)).toMatchObject({ status: 400 });
  });

  test.each([
    ["provider", { provider: "nobody" }],
    ["provider", { provider: "manual" }],
    ["kind", { kind: "referee" }],
    ["external", { external: "a b" }],
  ])("has no address with another %s", async (name, other) => {
    const { call } = testOperations();
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await call(`${method} ${ID}`, putting({ id: "ours" }, { ...PATH, ...other }));
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { code: "invalid_query", details: [{ path: name }] } },
      });
    }
  });

  test("is not listed without an id", async () => {
    expect(await testOperations().call("GET /api/v1/ids", { query: { kind: "team" } })).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_query", details: [{ path: "id", reason: "is required" }] } },
    });
  });

  test("is refused if it is no JSON, or too large", async () => {
    const { call } = testOperations();
    expect(await call(`PUT ${ID}`, { path: PATH, body: "{" })).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_json" } },
    });
    const large = { path: PATH, body: JSON.stringify({ id: "ours" }).padEnd(5_000, " ") };
    expect(await call(`PUT ${ID}`, large)).toMatchObject({ status: 413 });
  });
});
