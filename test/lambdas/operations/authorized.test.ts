import { describe, expect, test } from "vitest";
import { OutageError } from "../../../modules/runtime/errors.ts";
import { READER, testOperations, WRITER } from "./test-operations.ts";

const ID = "/api/v1/ids/{provider}/{kind}/{external}";
const PATH = { provider: "opta", kind: "match", external: "g1" };
const LINE = { body: JSON.stringify({ id: "ours" }), path: PATH };
const WRITING = ["POST /api/v1/matches/{id}/events", `PUT ${ID}`, `DELETE ${ID}`];
const ALL = [...WRITING, "GET /api/v1/ids", `GET ${ID}`, "GET /api/v1/feed/health"];

describe("who may do what", () => {
  test.each(ALL)("%s wants a token", async (route) => {
    const { call } = testOperations();
    for (const sent of [
      { token: undefined },
      { token: undefined, headers: { authorization: "Basic dTpw" } },
      { token: "" },
    ]) {
      const answer = await call(route, sent);
      expect(answer).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
      expect(answer.headers).toMatchObject({ "www-authenticate": "Bearer" });
    }
    const answer = await call(route, { token: "expired" });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "invalid_token" } } });
    expect(answer.headers).toMatchObject({ "www-authenticate": 'Bearer error="invalid_token"' });
  });

  test.each(ALL)("%s wants a token for it", async (route) => {
    const answer = await testOperations().call(route, { token: "viewer" });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: "insufficient_scope" } } });
    expect(answer.headers["www-authenticate"]).toContain('error="insufficient_scope"');
  });

  test.each(WRITING)("%s is not for those who may only read", async (route) => {
    const { call, published, lines } = testOperations();
    expect(await call(route, { ...LINE, token: READER })).toMatchObject({ status: 403 });
    expect([published, [...lines]]).toEqual([[], []]);
  });

  test("whoever may write may also read", async () => {
    const { call } = testOperations();
    expect(await call(`PUT ${ID}`, LINE)).toMatchObject({ status: 200 });
    for (const token of [READER, WRITER]) {
      expect(await call(`GET ${ID}`, { token, path: PATH })).toMatchObject({ status: 200 });
    }
  });

  test("a scheme in lower case is as good", async () => {
    const { call } = testOperations();
    const sent = { ...LINE, token: undefined, headers: { authorization: `bearer ${WRITER}` } };
    expect(await call(`PUT ${ID}`, sent)).toMatchObject({ status: 200 });
  });

  test("while nobody can tell whether a token is good, it is asked for later", async () => {
    const tokens = { verify: () => Promise.reject(new OutageError("no keys")) };
    expect(await testOperations({ tokens }).call("GET /api/v1/ids")).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      body: { error: { code: "unavailable" } },
    });
  });
});
