import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { asError } from "./errors.ts";
import type { Log } from "./log.ts";

/** The HTTP edge of functions: answers, refusals and failures in the words of the contract. */

export type HttpRequest = APIGatewayProxyEventV2;

export interface Answer {
  status: number;
  /** Sent as JSON. */
  body: unknown;
  /** Lower-case names. `cache-control` is `no-store` unless given. */
  headers?: Record<string, string>;
}

export type Respond = (request: HttpRequest) => Promise<Answer> | Answer;

/** Respond functions by API Gateway's route key, such as `GET /api/v1/matches/{id}`. */
export type Routes = Readonly<Record<string, Respond>>;

/** The result is always an object, never bare text, so that tests can look into it. */
export type HttpHandler = (
  request: HttpRequest,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

interface RefusalFields {
  status: number;
  /** One word of the contract, such as `invalid_json`. */
  code: string;
  /** For the caller's developer: says nothing of our insides. */
  message: string;
  /** JSON; for instance the faults of a payload. */
  details?: unknown;
  /** Such as `retry-after`. */
  headers?: Record<string, string>;
  /** What brought it about; logged, never sent. */
  cause?: unknown;
}

/** A request that is answered with an error the contract names. Throw it from anywhere below the edge. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly headers: Record<string, string>;

  constructor({ status, code, message, details, headers = {}, cause }: RefusalFields) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/**
 * The refusal to throw when something that the request needs cannot be reached: 503, and the sender is to send the
 * same request again.
 */
export function unavailable(code: string, message: string, cause: unknown): Refusal {
  return new Refusal({ status: 503, code, message, headers: { "retry-after": "1" }, cause });
}

/** Left of the function's time when we stop waiting and answer 503, so that the caller hears from us at all. */
const SPARE_MS = 250;

/**
 * A Lambda handler for HTTP API payload format 2.0.
 *
 * A `Refusal` becomes `{"error":{"code","message","details?"},"request_id"}` with its status; anything else
 * thrown becomes a 500 `internal` that tells the caller nothing and the log everything.
 */
export function httpHandler(log: Log, routes: Routes | Respond): HttpHandler {
  const respond = typeof routes === "function" ? routes : routed(routes);
  const handler = middy<HttpRequest, APIGatewayProxyStructuredResultV2, Error>({
    timeoutEarlyInMillis: SPARE_MS,
    timeoutEarlyResponse: () => {
      throw new Refusal({
        status: 503,
        code: "timeout",
        message: "It took too long; try again.",
        headers: { "retry-after": "1" },
      });
    },
  })
    .onError((request) => {
      request.response = refused(log, request.event.requestContext.requestId, request.error);
    })
    .handler(async (request: HttpRequest) => rendered(await respond(request)));
  return (request, context) => handler(request, context);
}

function routed(routes: Routes): Respond {
  return (request) => {
    const respond = routes[request.routeKey];
    if (!respond) throw new Refusal({ status: 404, code: "not_found", message: "There is no such route." });
    return respond(request);
  };
}

function refused(log: Log, requestId: string, error: unknown): APIGatewayProxyStructuredResultV2 {
  const refusal = error instanceof Refusal ? error : INTERNAL;
  const fields = { request_id: requestId, status: refusal.status, code: refusal.code };
  if (!(error instanceof Refusal)) log.error("request failed", { ...fields, error: asError(error) });
  else if (error.status >= 500) log.error("request refused", { ...fields, error });
  else log.info("request refused", fields);

  const { status, code, message, details, headers } = refusal;
  const body = { code, message, ...(details === undefined ? {} : { details }) };
  return rendered({ status, body: { error: body, request_id: requestId }, headers });
}

const INTERNAL = new Refusal({ status: 500, code: "internal", message: "Something went wrong on our side." });

function rendered({ status, body, headers }: Answer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      "cache-control": "no-store",
      ...headers,
      "content-type": "application/json",
      "x-content-type-options": "nosniff",
    },
    body: JSON.stringify(body),
  };
}
