import { describe, expect, test } from "vitest";
import {
  type HttpRequest,
  httpHandler,
  Refusal,
  type Respond,
  type Routes,
} from "../../../modules/runtime/http.ts";
import type { Fields, Log } from "../../../modules/runtime/log.ts";

interface Line {
  level: string;
  message: string;
  fields: Fields;
}

async function call(routes: Routes | Respond, routeKey = "GET /x", remaining = 30_000) {
  const lines: Line[] = [];
  const write =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      void lines.push({ level, message, fields });
  const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };
  const request = { routeKey, requestContext: { requestId: "request-1" } } as HttpRequest;
  const context = { getRemainingTimeInMillis: () => remaining } as Parameters<
    ReturnType<typeof httpHandler>
  >[1];
  const answer = await httpHandler(log, routes)(request, context);
  return { ...answer, body: JSON.parse(answer.body ?? ""), lines };
}

const SAFE = { "content-type": "application/json", "x-content-type-options": "nosniff" };

describe("an answer", () => {
  test("is JSON that nobody keeps or sniffs", async () => {
    const answer = await call(() => ({ status: 202, body: { ok: true } }));
    expect(answer).toEqual({
      statusCode: 202,
      headers: { ...SAFE, "cache-control": "no-store" },
      body: { ok: true },
      lines: [],
    });
  });

  test("may be kept if it says so", async () => {
    const headers = { "cache-control": "max-age=1", etag: '"7"' };
    expect((await call(() => ({ status: 200, body: {}, headers }))).headers).toEqual({ ...SAFE, ...headers });
  });

  test("comes from the route that was asked", async () => {
    const routes: Routes = {
      "GET /x": () => ({ status: 200, body: "x" }),
      "GET /y/{id}": async () => ({ status: 200, body: "y" }),
    };
    expect((await call(routes, "GET /y/{id}")).body).toBe("y");
    expect(await call(routes, "GET /z")).toMatchObject({
      statusCode: 404,
      body: { error: { code: "not_found" } },
    });
  });
});

describe("a refusal", () => {
  test("is told with its status, code, details and headers", async () => {
    const { lines, ...answer } = await call(() => {
      throw new Refusal({
        status: 429,
        code: "rate_limited",
        message: "Too many.",
        details: [1],
        headers: { "retry-after": "7" },
      });
    });
    expect(answer).toEqual({
      statusCode: 429,
      headers: { ...SAFE, "cache-control": "no-store", "retry-after": "7" },
      body: { error: { code: "rate_limited", message: "Too many.", details: [1] }, request_id: "request-1" },
    });
    expect(lines).toEqual([
      {
        level: "info",
        message: "request refused",
        fields: { request_id: "request-1", status: 429, code: "rate_limited" },
      },
    ]);
  });

  test("for a reason of ours is logged as an error, cause and all", async () => {
    const refusal = new Refusal({ status: 503, code: "down", message: "Later.", cause: new Error("inside") });
    const { body, lines } = await call(() => Promise.reject(refusal));
    expect(JSON.stringify(body)).not.toContain("inside");
    expect(lines).toMatchObject([{ level: "error", fields: { status: 503, error: refusal } }]);
  });
});

describe("anything else thrown", () => {
  test.each([new Error("secret"), "secret", undefined, null])(
    "is a 500 that tells nothing: %s",
    async (thrown) => {
      const { statusCode, body, lines } = await call(() => Promise.reject(thrown));
      expect(statusCode).toBe(500);
      expect(body).toEqual({
        error: { code: "internal", message: expect.any(String) },
        request_id: "request-1",
      });
      expect(JSON.stringify(body)).not.toContain("secret");
      expect(lines).toMatchObject([{ level: "error", fields: { error: expect.any(Error) } }]);
    },
  );
});

test("what takes longer than the function has is answered 503 in time", async () => {
  const answer = await call(() => new Promise<never>(() => {}), "GET /x", 260);
  expect(answer).toMatchObject({
    statusCode: 503,
    body: { error: { code: "timeout" } },
    headers: { "retry-after": "1" },
  });
});
