import { describe, expect, test } from "vitest";
import { createHandler } from "../../../lambdas/authorizer/handler.ts";
import type { AuthorizerEvent } from "../../../lambdas/authorizer/request.ts";
import { type Bearer, bearerFromText, InvalidTokenError } from "../../../modules/ports/tokens.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";
import type { Fields } from "../../../modules/runtime/log.ts";

const ARN = "arn:aws:execute-api:eu-west-1:111122223333:api/live/$connect";
const BEARER: Bearer = {
  user_id: "https://id.test#user-1",
  sub: "user-1",
  name: "Ada",
  scopes: ["touchline:private"],
  channels: ["private-match:*"],
  expires_at: 1_732_098_600_000,
};

type Asked = Partial<Omit<AuthorizerEvent, "methodArn">>;

function authorizer({ origins = ["*"], anonymous = true } = {}) {
  const logged: { message: string; fields: Fields | undefined }[] = [];
  const verified: string[] = [];
  const measured: unknown[] = [];
  const add = (message: string, fields?: Fields) => void logged.push({ message, fields });
  const handler = createHandler({
    tokens: {
      async verify(token) {
        verified.push(token);
        if (token === "outage") throw new OutageError("the keys of an issuer cannot be had");
        if (!token.startsWith("good")) throw new InvalidTokenError("expired");
        return BEARER;
      },
    },
    origins,
    anonymous,
    log: { info: add, warn: add, error: add },
    metrics: { report: (values) => void measured.push(values) },
  });
  return { logged, verified, measured, ask: (event: Asked) => handler({ methodArn: ARN, ...event }) };
}

const effect = async (result: ReturnType<ReturnType<typeof authorizer>["ask"]>) =>
  (await result).policyDocument.Statement;
const ALLOWED = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: ARN }];
const DENIED = [{ Action: "execute-api:Invoke", Effect: "Deny", Resource: ARN }];

describe("a token", () => {
  test.each([
    ["in the query", { queryStringParameters: { token: "good" } }],
    ["in the header", { headers: { Authorization: "Bearer good" } }],
    ["in the header, as others spell it", { headers: { authorization: "bearer  good " } }],
    [
      "in the query, and another in the header",
      {
        queryStringParameters: { token: "good" },
        headers: { Authorization: "Bearer another" },
      },
    ],
  ])("%s lets its bearer in, for this connection only", async (_where, event) => {
    const { ask, verified } = authorizer();
    const { policyDocument, context, principalId } = await ask(event);
    expect(policyDocument.Statement).toEqual(ALLOWED);
    expect(bearerFromText(context.bearer ?? "")).toEqual(BEARER);
    expect(principalId).toBe("user");
    expect(verified).toEqual(["good"]);
  });

  test.each([
    ["that does not count", { queryStringParameters: { token: "bad" } }],
    ["that is empty", { queryStringParameters: { token: "" } }],
    ["that does not count, in the header", { headers: { Authorization: "Bearer bad" } }],
    ["that is none", { headers: { Authorization: "Bearer" } }],
    ["of another kind", { headers: { Authorization: "Basic Z29vZDpnb29k" } }],
    ["of two words", { headers: { Authorization: "Bearer good good" } }],
  ])("%s is refused, though nobody would have been let in", async (_which, event) => {
    // API Gateway answers 401 to this very message, and to no other.
    await expect(authorizer().ask(event)).rejects.toThrow(/^Unauthorized$/);
  });

  test("that nobody can judge is a failure, and no refusal", async () => {
    const { ask, logged, measured } = authorizer();
    await expect(ask({ queryStringParameters: { token: "outage" } })).rejects.toBeInstanceOf(OutageError);
    expect(logged).toMatchObject([{ message: "token not verified" }]);
    expect(measured).toEqual([{ TokensUnjudged: 1 }]);
    await expect(ask({ queryStringParameters: { token: "bad" } })).rejects.toThrow("Unauthorized");
    expect(measured).toHaveLength(1);
  });

  test("is in no log", async () => {
    const { ask, logged } = authorizer({ anonymous: false, origins: [] });
    const events = ["good-secret", "bad-secret"].flatMap((token): Asked[] => [
      { queryStringParameters: { token } },
      { headers: { Authorization: `Bearer ${token}` } },
      { headers: { Authorization: `Secret ${token}` } },
    ]);
    for (const event of [
      ...events,
      ...events.map((one) => ({ ...one, headers: { Origin: "https://secret" } })),
    ])
      await ask(event).catch(() => undefined);
    expect(logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(logged)).not.toContain("secret");
  });
});

describe("nobody", () => {
  test.each([{}, { headers: null, queryStringParameters: null }, { headers: { Host: "x" } }])(
    "is let in where the stage says so: %j",
    async (event) => {
      const { policyDocument, context, principalId } = await authorizer().ask(event);
      expect(policyDocument.Statement).toEqual(ALLOWED);
      expect({ context, principalId }).toEqual({ context: {}, principalId: "anonymous" });
    },
  );

  test("is refused where it does not", async () => {
    const { ask } = authorizer({ anonymous: false });
    await expect(ask({})).rejects.toThrow(/^Unauthorized$/);
    expect(await effect(ask({ queryStringParameters: { token: "good" } }))).toEqual(ALLOWED);
  });
});

describe("a page", () => {
  const origins = ["https://a.test", "http://localhost:3000"];
  test.each([
    ["https://a.test", ALLOWED],
    ["HTTPS://A.test", ALLOWED],
    ["http://localhost:3000", ALLOWED],
    [undefined, ALLOWED],
    ["http://a.test", DENIED],
    ["https://a.test:444", DENIED],
    ["https://b.a.test", DENIED],
    ["https://a.test.evil.test", DENIED],
    ["null", DENIED],
    ["", DENIED],
    ["*", DENIED],
  ])("of %s", async (Origin, expected) => {
    for (const token of [undefined, "good"]) {
      const event = { headers: { Origin }, queryStringParameters: { token } };
      expect(await effect(authorizer({ origins }).ask(event))).toEqual(expected);
    }
  });

  test("of anywhere may connect where all may", async () => {
    expect(await effect(authorizer().ask({ headers: { origin: "https://any.test" } }))).toEqual(ALLOWED);
  });

  test("that may not connect is not told whether its token is good", async () => {
    const { ask, verified } = authorizer({ origins });
    const event = { headers: { origin: "https://b.test" }, queryStringParameters: { token: "bad" } };
    expect(await effect(ask(event))).toEqual(DENIED);
    expect(verified).toEqual([]);
  });
});
