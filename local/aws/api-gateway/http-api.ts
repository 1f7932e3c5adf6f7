import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpApiOptions, RunningHttpApi } from "../interfaces.ts";
import { type Api, apiOf, permissions } from "./apis.ts";
import { bodyUpTo } from "./http/body.ts";
import { isPreflight, preflight, withCors } from "./http/cors.ts";
import { proxyEvent } from "./http/request.ts";
import { type Answer, answerOf, message } from "./http/response.ts";
import { type Match, router } from "./http/routes.ts";
import { invoke, LAMBDA_PAYLOAD_LIMIT, type Outcome } from "./invoke.ts";
import { gatewayId } from "./names.ts";
import { throttle } from "./throttle.ts";

/** Every HTTP API is limited to bodies of 10 MB and integrations of 30 seconds. */
const BODY_LIMIT = 10 * 1024 * 1024;
const LONGEST_INTEGRATION = 30_000;

/** Answers requests without a route: the live page. Undefined is a 404. */
export type Page = (request: IncomingMessage) => Answer | undefined;

/** Serves the HTTP API of the template, and `page` where the API has no route. */
export async function startHttpApi(options: HttpApiOptions, page?: Page): Promise<RunningHttpApi> {
  const { template, log, port } = options;
  const api = apiOf(template, "HTTP");
  const answer = gateway(options, api);
  const server = createServer((request, response) => {
    respond(request).then((given) => write(response, given));
  });

  async function respond(request: IncomingMessage): Promise<Answer> {
    if (api.cors && isPreflight(request)) return preflight(api.cors, request);
    const given = await answerOrPage(request).catch((error: Error) => {
      // A request that breaks off in the middle of its body, or a page that cannot be made.
      if (!request.errored) log.error("http-api", error.stack ?? error.message);
      return message(500, "Internal Server Error");
    });
    return withCors(given, api.cors, request);
  }

  async function answerOrPage(request: IncomingMessage): Promise<Answer> {
    return (await answer(request)) ?? page?.(request) ?? message(404, "Not Found");
  }
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers a request; undefined where the API has no route. */
function gateway({ template, functions, log }: HttpApiOptions, api: Api) {
  const route = router(api.routes);
  const permitted = permissions(template, functions, api);
  const admit = throttle(api.limits);
  const prefix = api.stage === "$default" ? "" : `/${api.stage}`;

  return async (request: IncomingMessage): Promise<Answer | undefined> => {
    const [rawPath = "/", ...query] = (request.url ?? "/").split("?");
    const path = decoded(rawPath);
    if (path === undefined) return message(400, "Bad Request");
    const match = path.startsWith(prefix) && route(request.method ?? "GET", path.slice(prefix.length));
    if (!match) return undefined;
    if (!admit(match.route.key)) return message(429, "Too Many Requests");
    const body = await bodyUpTo(request, BODY_LIMIT);
    if (!body) return message(413, "Request Entity Too Large");
    if (!permitted(match.route.integration.uri, `${api.stage}/${resourceOf(match, request)}`)) {
      log.error("http-api", `no AWS::Lambda::Permission lets ${match.route.key} invoke its function`);
      return message(500, "Internal Server Error");
    }
    const received = { request, path, query: query.join("?"), body, at: new Date() };
    const event = proxyEvent(received, match, api, template.environment.account);
    if (Buffer.byteLength(event.body ?? "") > LAMBDA_PAYLOAD_LIMIT)
      return message(413, "Request Entity Too Large");
    return answerTo(await invoke(functions, match.route.integration, event, LONGEST_INTEGRATION));
  };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The route, as `AWS::Lambda::Permission` names it: `POST/webhooks/{provider}`. */
function resourceOf({ route: { key } }: Match, { method }: IncomingMessage): string {
  const [its, path = ""] = key.split(" ");
  return path ? `${its === "ANY" ? method : its}${path}` : key;
}

function answerTo(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case "returned": {
      const answer = answerOf(outcome.payload);
      const sendable = answer && answer.body.length <= LAMBDA_PAYLOAD_LIMIT;
      return sendable ? answer : message(500, "Internal Server Error");
    }
    case "failed":
      return message(500, "Internal Server Error");
    case "throttled":
    case "timeout":
      return message(503, "Service Unavailable");
  }
}

function write(response: ServerResponse, { status, headers, cookies, body }: Answer): void {
  if (response.destroyed) return;
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(cookies.length > 0 ? { "set-cookie": [...cookies] } : {}),
    "apigw-requestid": gatewayId(),
    ...(bodiless ? {} : { "content-length": Buffer.byteLength(body) }),
  });
  response.end(bodiless ? undefined : body);
}
