import type { Context } from "aws-lambda";
import { createHandler, type OperationsDeps } from "../../../lambdas/operations/handler.ts";
import type { HttpRequest } from "../../../modules/runtime/http.ts";
import { memoryIds } from "../../support/memory-ids.ts";
import { memoryStream } from "../../support/memory-stream.ts";
import { memoryTokens } from "../../support/memory-tokens.ts";

const NOW = new Date("2024-11-20T10:30:15.000Z");
export const WRITER = "writer";
export const READER = "reader";
const BEARERS = {
  [WRITER]: bearer("touchline:write"),
  [READER]: bearer("touchline:read"),
  viewer: bearer("touchline:private"),
};

function bearer(scope: string) {
  const expires_at = NOW.getTime() + 3_600_000;
  return { user_id: "issuer 1", sub: "1", scopes: [scope], channels: [], expires_at };
}

interface Sent {
  body?: string;
  token?: string | undefined;
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

/** A request as an HTTP API hands it over. @param route such as `GET /api/v1/ids` */
function request(route: string, { body, token, path = {}, query = {}, headers = {} }: Sent): HttpRequest {
  const [method = "", pattern = ""] = route.split(" ");
  return {
    version: "2.0",
    routeKey: route,
    rawPath: pattern,
    rawQueryString: "",
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    pathParameters: path,
    queryStringParameters: query,
    requestContext: {
      accountId: "1",
      apiId: "a",
      domainName: "localhost",
      domainPrefix: "a",
      http: { method, path: pattern, protocol: "HTTP/1.1", sourceIp: "203.0.113.9", userAgent: "" },
      requestId: "request-1",
      routeKey: route,
      stage: "$default",
      time: "",
      timeEpoch: NOW.getTime(),
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}

/** The operations function with a world in memory; any part of it may be replaced. */
export function testOperations(overrides: Partial<OperationsDeps> = {}) {
  const memory = memoryStream();
  const { registry, lines } = memoryIds();
  const handler = createHandler({
    log: { info: () => {}, warn: () => {}, error: () => {} },
    tokens: memoryTokens(BEARERS, () => NOW.getTime()),
    ids: registry,
    feeds: { live: async () => [], report: () => Promise.reject(new Error("nobody asks")) },
    stream: memory.stream,
    now: () => NOW,
    ...overrides,
  });
  return {
    memory,
    published: memory.published,
    lines,
    async call(route: string, sent: Sent = {}) {
      const { statusCode, headers, body } = await handler(
        request(route, { token: WRITER, ...sent }),
        CONTEXT,
      );
      return { status: statusCode, headers: headers ?? {}, body: JSON.parse(body ?? "") };
    },
  };
}

const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "operations",
  functionVersion: "1",
  invokedFunctionArn: "arn",
  memoryLimitInMB: "512",
  awsRequestId: "invocation-1",
  logGroupName: "group",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 15_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
