import type { IncomingMessage } from "node:http";
import type { Api } from "../apis.ts";
import { gatewayId, requestTime, sourceIp, traceId } from "../names.ts";

/** The part of the request context that every event of a connection has. */
export interface Client {
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** The context that the authorizer of `$connect` returned. */
  readonly authorizer?: Readonly<Record<string, string | number>>;
}

export function clientOf(request: IncomingMessage, at: Date): Client {
  return {
    connectionId: gatewayId(),
    connectedAt: at.getTime(),
    sourceIp: sourceIp(request.socket.remoteAddress),
    userAgent: request.headers["user-agent"],
  };
}

export function connectEvent(api: Api, client: Client, request: IncomingMessage, at: Date) {
  return {
    ...headersOf(request, client, at),
    ...queryOf(request),
    requestContext: context(api, client, "$connect", "CONNECT", at),
    isBase64Encoded: false,
  };
}

/** The event for the authorizer of `$connect`. */
export function authorizerEvent(
  api: Api,
  client: Client,
  request: IncomingMessage,
  methodArn: string,
  at: Date,
) {
  const { isBase64Encoded: _, ...event } = connectEvent(api, client, request, at);
  return {
    type: "REQUEST",
    methodArn,
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    stageVariables: {},
    ...event,
  };
}

export function messageEvent(
  api: Api,
  client: Client,
  routeKey: string,
  data: Buffer,
  binary: boolean,
  at: Date,
) {
  return {
    requestContext: { ...context(api, client, routeKey, "MESSAGE", at), messageId: gatewayId() },
    body: data.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary,
  };
}

export function disconnectEvent(api: Api, client: Client, code: number, reason: string, at: Date) {
  const headers = { Host: api.domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...context(api, client, "$disconnect", "DISCONNECT", at),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  };
}

type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT";

function context(api: Api, client: Client, routeKey: string, eventType: EventType, at: Date) {
  const requestId = gatewayId();
  const { connectionId, connectedAt, userAgent, authorizer } = client;
  return {
    routeKey,
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(at),
    messageDirection: "IN",
    stage: api.stage,
    connectedAt,
    requestTimeEpoch: at.getTime(),
    identity: { ...(userAgent === undefined ? {} : { userAgent }), sourceIp: client.sourceIp },
    requestId,
    domainName: api.domainName,
    connectionId,
    apiId: api.id,
    ...(authorizer === undefined ? {} : { authorizer }),
  };
}

/** The headers in the client's spelling, and those the gateway adds. */
function headersOf(request: IncomingMessage, { sourceIp: ip }: Client, at: Date) {
  const all = new Map<string, string[]>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (/^(connection|upgrade)$/i.test(name)) continue;
    all.set(name, [...(all.get(name) ?? []), request.rawHeaders[index + 1] ?? ""]);
  }
  all.set("X-Amzn-Trace-Id", [traceId(at)]);
  all.set("X-Forwarded-For", [ip]);
  all.set("X-Forwarded-Port", [String(request.socket.localPort ?? 80)]);
  all.set("X-Forwarded-Proto", ["http"]);
  return { headers: lastOf(all), multiValueHeaders: Object.fromEntries(all) };
}

function queryOf(request: IncomingMessage) {
  const [, ...query] = (request.url ?? "").split("?");
  const all = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query.join("?"))) {
    all.set(name, [...(all.get(name) ?? []), value]);
  }
  if (all.size === 0) return {};
  return { queryStringParameters: lastOf(all), multiValueQueryStringParameters: Object.fromEntries(all) };
}

/** Keeps the last value of each: single-value fields have no room for more. */
function lastOf(values: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ""]));
}
