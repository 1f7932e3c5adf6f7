import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Api } from "../apis.ts";
import { gatewayId, requestTime, sourceIp, traceId } from "../names.ts";
import type { Match } from "./routes.ts";

/** Headers the gateway does not pass on. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "cookie",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

export interface Received {
  request: IncomingMessage;
  /** The decoded path. */
  path: string;
  /** As it was sent, without the question mark. */
  query: string;
  body: Buffer;
  at: Date;
}

/** The event of payload format 2.0. */
export function proxyEvent(
  { request, path, query, body, at }: Received,
  { route, parameters }: Match,
  api: Api,
  account: string,
): APIGatewayProxyEventV2 {
  const ip = sourceIp(request.socket.remoteAddress);
  const cookies = (request.headers.cookie ?? "").split(/;\s*/).filter(Boolean);
  const host = request.headers.host ?? api.domainName;
  return {
    version: "2.0",
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: headersOf(request, ip, body.length, at),
    ...optional("queryStringParameters", joined(query)),
    requestContext: {
      accountId: account,
      apiId: api.id,
      domainName: host,
      domainPrefix: host.split(".")[0] ?? host,
      http: {
        method: request.method ?? "GET",
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: ip,
        userAgent: request.headers["user-agent"] ?? "",
      },
      requestId: gatewayId(),
      routeKey: route.key,
      stage: api.stage,
      time: requestTime(at),
      timeEpoch: at.getTime(),
    },
    ...optional("pathParameters", parameters),
    ...bodyOf(body, request),
  };
}

function headersOf(
  request: IncomingMessage,
  ip: string,
  length: number,
  at: Date,
): APIGatewayProxyEventV2["headers"] {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    if (!HOP_BY_HOP.has(name)) headers[name] = values.join(",");
  }
  const forwarded = headers["x-forwarded-for"];
  return {
    "content-length": String(length),
    "x-amzn-trace-id": traceId(at),
    ...headers,
    "x-forwarded-for": forwarded ? `${forwarded}, ${ip}` : ip,
    "x-forwarded-port": String(request.socket.localPort ?? 80),
    "x-forwarded-proto": "http",
  };
}

/** Query parameters, those given more than once joined by a comma. */
function joined(query: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(parameters);
}

function optional<K extends string>(key: K, values: Record<string, string>): Record<string, unknown> {
  return Object.keys(values).length > 0 ? { [key]: values } : {};
}

const TEXT = /^(text\/|application\/(.+\+)?(json|xml)\b|application\/javascript\b)/i;

/** Encodes a body: text in UTF-8 as text, everything else as base64, so that every byte arrives. */
function bodyOf(body: Buffer, request: IncomingMessage): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const plain = TEXT.test(request.headers["content-type"] ?? "") && !request.headers["content-encoding"];
  if (plain && isUtf8(body)) return { body: body.toString("utf8"), isBase64Encoded: false };
  return { body: body.toString("base64"), isBase64Encoded: true };
}
