import type { Context } from "aws-lambda";
import { Webhook } from "standardwebhooks";
import { createHandler, type WebhookDeps } from "../../../lambdas/webhook/handler.ts";
import { xSignature as signed } from "../../../local/recording/signer.ts";
import type { StreamItem } from "../../../modules/match/event.ts";
import type { WebhookCredentials } from "../../../modules/ports/webhook.ts";
import { PROVIDER_IDS } from "../../../modules/providers/ids.ts";
import type { HttpRequest } from "../../../modules/runtime/http.ts";
import type { Log } from "../../../modules/runtime/log.ts";
import { memoryCredentials } from "../../support/memory-credentials.ts";
import { memoryDeliveries } from "../../support/memory-deliveries.ts";
import { memoryIds } from "../../support/memory-ids.ts";
import { memoryStream } from "../../support/memory-stream.ts";

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
export const NOW = new Date("2024-11-20T10:30:15.000Z");

export type Headers = Record<string, string>;

/** Standard Webhooks headers as the reference implementation makes them. */
export function standard(body: string, { id = "msg_1", at = NOW, secret = SECRET } = {}): Headers {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
}

export function xSignature(body: string | Uint8Array, secret = SECRET): Headers {
  return signed(secret, body);
}

interface Sent {
  body?: string | Uint8Array;
  path?: string;
  headers?: Headers;
  ip?: string;
}

/** A POST as an HTTP API hands it over: text as text, anything else as base64. */
export function request({ body = "", path = "/webhooks/match-events", headers = {}, ip }: Sent): HttpRequest {
  const isText = typeof body === "string";
  return {
    version: "2.0",
    routeKey: `POST ${path}`,
    rawPath: path,
    rawQueryString: "",
    headers: { "content-type": "application/json", ...headers },
    requestContext: {
      accountId: "1",
      apiId: "a",
      domainName: "localhost",
      domainPrefix: "a",
      http: { method: "POST", path, protocol: "HTTP/1.1", sourceIp: ip ?? "203.0.113.9", userAgent: "" },
      requestId: "request-1",
      routeKey: `POST ${path}`,
      stage: "$default",
      time: "",
      timeEpoch: NOW.getTime(),
    },
    body: isText ? body : Buffer.from(body).toString("base64"),
    isBase64Encoded: !isText,
  };
}

/** The webhook function with a world in memory; any part of it may be replaced. */
export function testWebhook(overrides: Partial<WebhookDeps> & { known?: Partial<WebhookCredentials> } = {}) {
  const memory = memoryStream();
  const { deliveries, rate, remembered } = memoryDeliveries(() => NOW.getTime());
  const warnings: string[] = [];
  const failures: string[] = [];
  const { known, ...deps } = overrides;
  const log: Log = { info: () => {}, warn: (message) => void warnings.push(message), error: () => {} };
  const handler = createHandler({
    log,
    credentials: memoryCredentials(
      Object.fromEntries(
        PROVIDER_IDS.map((id) => [id, { secrets: [SECRET], allow: [], paths: [], ...known }]),
      ),
    ),
    deliveries,
    rate,
    ids: memoryIds().ids,
    feeds: { addCounts: async (provider, { failed }) => void failures.push(`${provider} ${failed}`) },
    metrics: { report: () => {} },
    stream: memory.stream,
    rateLimit: 100,
    now: () => NOW,
    ...deps,
  });
  return {
    memory,
    published: memory.published,
    remembered,
    warnings,
    failures,
    items: (): StreamItem[] => memory.published.flatMap((record) => record.items),
    async call(sent: HttpRequest) {
      const { statusCode, headers, body } = await handler(sent, CONTEXT);
      return { status: statusCode, headers: headers ?? {}, body: JSON.parse(body ?? "") };
    },
  };
}

const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "webhook",
  functionVersion: "1",
  invokedFunctionArn: "arn",
  memoryLimitInMB: "256",
  awsRequestId: "invocation-1",
  logGroupName: "group",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
