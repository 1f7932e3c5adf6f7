import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startWebSocketApi } from "../../../../../local/aws/api-gateway/websocket-api.ts";
import type { Functions } from "../../../../../local/aws/interfaces.ts";
import { fakeFunctions, fakeTemplate, silentLog } from "../../../../support/fake-template.ts";

const ARN = "arn:aws:execute-api:eu-west-1:111122223333:TheApi/live/$connect";

interface Event {
  headers: Record<string, string>;
  requestContext: { connectionId: string; routeKey: string; authorizer?: unknown };
  [field: string]: unknown;
}

const policy = (Effect: string, Resource: unknown = ARN, Action: unknown = "execute-api:Invoke") => ({
  principalId: "user",
  policyDocument: { Version: "2012-10-17", Statement: [{ Effect, Action, Resource }] },
});

function template(authorizer: object = {}, route: object = {}, key = "$connect") {
  const own = { ApiId: "TheApi" };
  const integration = { ...own, IntegrationType: "AWS_PROXY" };
  return fakeTemplate({
    TheApi: [
      "ApiGatewayV2::Api",
      { ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.action" },
    ],
    TheStage: ["ApiGatewayV2::Stage", { ...own, StageName: "live" }],
    Connect: [
      "ApiGatewayV2::Route",
      {
        ...own,
        RouteKey: key,
        Target: "integrations/ToConnect",
        AuthorizationType: "CUSTOM",
        AuthorizerId: "TheAuthorizer",
        ...route,
      },
    ],
    ToConnect: ["ApiGatewayV2::Integration", { ...integration, IntegrationUri: "connect" }],
    Others: ["ApiGatewayV2::Route", { ...own, RouteKey: "$default", Target: "integrations/ToOthers" }],
    ToOthers: ["ApiGatewayV2::Integration", { ...integration, IntegrationUri: "others" }],
    Disconnect: ["ApiGatewayV2::Route", { ...own, RouteKey: "$disconnect", Target: "integrations/ToOthers" }],
    TheAuthorizer: [
      "ApiGatewayV2::Authorizer",
      {
        ...own,
        AuthorizerType: "REQUEST",
        AuthorizerUri: "authorizer",
        IdentitySource: ["route.request.header.Host"],
        ...authorizer,
      },
    ],
  });
}

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

/** Serves it, and keeps what the functions were given. */
async function serve(authorize: (event: Event) => unknown, changed: object = {}) {
  const given: { asked: Event[]; seen: Event[] } = { asked: [], seen: [] };
  const see = (event: Event) => {
    given.seen.push(event);
    return { statusCode: 200 };
  };
  const functions: Functions & { asked: string[] } = fakeFunctions({
    connect: see,
    others: see,
    authorizer(event: Event) {
      given.asked.push(event);
      return authorize(event);
    },
    "forbidden-authorizer": () => policy("Allow"),
  });
  const log = silentLog();
  const { url, stop: end } = await startWebSocketApi({
    template: template(changed),
    functions,
    port: 0,
    log,
  });
  stop = end;
  return { url, functions, log, ...given };
}

/** The status of a handshake, and what it is told. */
async function shake(url: string, headers: Record<string, string> = {}): Promise<[number, unknown?]> {
  const socket = new WebSocket(url, { headers });
  const { promise, resolve } = Promise.withResolvers<[number, unknown?]>();
  socket.once("open", () => {
    socket.close();
    resolve([101]);
  });
  socket.once("unexpected-response", async (_request, response) => {
    const [body] = await once(response, "data");
    resolve([response.statusCode ?? 0, JSON.parse(String(body))]);
  });
  return promise;
}

describe("what the authorizer says decides on the handshake", () => {
  const explicit = "User is not authorized to access this resource with an explicit deny";
  const denied = [403, { message: "User is not authorized to access this resource" }];
  const broken = [500, { message: null }];
  test.each([
    ["a policy that allows", () => policy("Allow"), [101]],
    [
      "a policy that allows all of it",
      () => policy("Allow", ["arn:other", "arn:aws:execute-api:*/live/*"], "*"),
      [101],
    ],
    ["a policy that denies", () => policy("Deny"), [403, { message: explicit }]],
    ["a policy for another API", () => policy("Allow", ARN.replace("TheApi", "Another")), denied],
    ["a policy for another action", () => policy("Allow", ARN, "execute-api:ManageConnections"), denied],
    ["a policy for nothing", () => ({ principalId: "user", policyDocument: { Statement: [] } }), denied],
    [
      "a context of texts, numbers and truths",
      () => ({ ...policy("Allow"), context: { a: "b", c: 1, d: true } }),
      [101],
    ],
    ["a context of lists", () => ({ ...policy("Allow"), context: { scopes: ["a"] } }), broken],
    ["more than 8 KB", () => ({ ...policy("Allow"), context: { a: "a".repeat(8_192) } }), broken],
    ["no principal", () => ({ ...policy("Allow"), principalId: undefined }), broken],
    ["no policy", () => ({ principalId: "user" }), broken],
    ["nothing", () => undefined, broken],
  ])("%s", async (_what, authorize, expected) => {
    const { url, seen } = await serve(authorize);
    expect(await shake(url)).toEqual(expected);
    expect(seen.some(({ requestContext }) => requestContext.routeKey === "$connect")).toBe(
      expected[0] === 101,
    );
  });

  test.each([
    ["Unauthorized", [401, { message: "Unauthorized" }]],
    ["unauthorized", broken],
    ["Unauthorized!", broken],
  ])("an error with the message %s", async (message, expected) => {
    const { url, seen } = await serve(() => {
      throw new Error(message);
    });
    expect(await shake(url)).toEqual(expected);
    expect(seen).toEqual([]);
  });

  test("a function that may not be invoked for it", async () => {
    const { url, functions, log } = await serve(() => policy("Allow"), {
      AuthorizerUri: "forbidden-authorizer",
    });
    expect(await shake(url)).toEqual(broken);
    expect(functions.asked).toContain(
      "apigateway.amazonaws.com arn:aws:execute-api:eu-west-1:111122223333:TheApi/authorizers/TheAuthorizer",
    );
    expect(log.lines).toEqual([expect.stringContaining("no AWS::Lambda::Permission")]);
  });
});

test("it is given the event of API Gateway", async () => {
  const { url, asked } = await serve(() => policy("Allow"));
  await shake(`${url}?token=a&token=b`, { Authorization: "Bearer c" });
  await shake(url);
  expect(asked).toEqual([
    {
      type: "REQUEST",
      methodArn: ARN,
      headers: expect.objectContaining({ Authorization: "Bearer c", Host: expect.any(String) }),
      multiValueHeaders: expect.objectContaining({ Authorization: ["Bearer c"] }),
      queryStringParameters: { token: "b" },
      multiValueQueryStringParameters: { token: ["a", "b"] },
      stageVariables: {},
      requestContext: expect.objectContaining({
        routeKey: "$connect",
        eventType: "CONNECT",
        apiId: "TheApi",
      }),
    },
    expect.objectContaining({ queryStringParameters: {}, multiValueQueryStringParameters: {} }),
  ]);
});

test("what it says of the viewer is in every event of the connection, as text", async () => {
  const { url, seen } = await serve(() => ({
    ...policy("Allow"),
    context: { name: "Ada", age: 36, here: true },
  }));
  const socket = new WebSocket(url);
  await once(socket, "open");
  socket.send("{}");
  socket.close();
  await expect.poll(() => seen.length, { timeout: 120_000 }).toBe(3);
  const authorizer = {
    principalId: "user",
    integrationLatency: expect.any(Number),
    name: "Ada",
    age: "36",
    here: "true",
  };
  expect(seen.map(({ requestContext }) => [requestContext.routeKey, requestContext.authorizer])).toEqual(
    ["$connect", "$default", "$disconnect"].map((key) => [key, authorizer]),
  );
  expect(new Set(seen.map(({ requestContext }) => requestContext.connectionId)).size).toBe(1);
});

describe("without an identity source that it wants, nobody is asked and the answer is 401", () => {
  const sources = { IdentitySource: ["route.request.querystring.token", "route.request.header.X-Who"] };
  test.each([
    ["?token=a", { "x-who": "b" }, 101],
    ["?token=a", {}, 401],
    ["", { "x-who": "b" }, 401],
    ["?token=", { "x-who": "b" }, 401],
  ])("%s %j: %i", async (query, headers, status) => {
    const { url, asked } = await serve(() => policy("Allow"), sources);
    expect((await shake(url + query, headers as Record<string, string>))[0]).toBe(status);
    expect(asked).toHaveLength(status === 101 ? 1 : 0);
  });
});

test.each([
  ["an authorizer elsewhere than on $connect", template({}, {}, "subscribe"), /only \$connect/],
  ["an authorizer that is not there", template({}, { AuthorizerId: "Another" }), /the authorizer Another/],
  ["IAM authorization", template({}, { AuthorizationType: "AWS_IAM" }), /not played/],
  ["an identity source of another kind", template({ IdentitySource: ["context.stage"] }), /not played/],
  ["a role of the authorizer's own", template({ AuthorizerCredentialsArn: "arn:role" }), /not played/],
])("%s is not started", async (_what, unplayable, message) => {
  const options = { template: unplayable, functions: fakeFunctions({}), port: 0, log: silentLog() };
  await expect(startWebSocketApi(options)).rejects.toThrow(message);
});
