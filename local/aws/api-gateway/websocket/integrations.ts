import type { IncomingMessage } from "node:http";
import type { WebSocketApiOptions } from "../../interfaces.ts";
import { type Api, permissions, type Route } from "../apis.ts";
import { invoke, type Outcome } from "../invoke.ts";
import { gatewayId } from "../names.ts";
import { throttle } from "../throttle.ts";
import { type Admission, admissionOf, failure, replyOf } from "./answers.ts";
import { authorization } from "./authorizer.ts";
import { concurrencyLimit } from "./concurrency-limit.ts";
import { type Client, connectEvent, disconnectEvent, messageEvent } from "./events.ts";
import { routeSelection } from "./selection.ts";

/** The longest integration of a WebSocket API. */
const LONGEST_INTEGRATION = 29_000;

/**
 * Handshakes under way at a time: as many as keep the instances of a function busy. The rest of a crowd waits for
 * its turn, so that whoever is served is done soon. Were all of them begun at once, each would be as late as the last,
 * and those who gave up meanwhile would have been authorized for nothing.
 */
const HANDSHAKES = 16;

/** Nobody is there to read it. */
const ABANDONED: Admission = { status: 408, body: "" };

export type Integrations = ReturnType<typeof integrations>;

/** Invokes the integrations of routes. Nothing here rejects. */
export function integrations(options: Omit<WebSocketApiOptions, "port">, api: Api) {
  const { template, functions, log } = options;
  const permitted = permissions(template, functions, api);
  const authorize = authorization(options, api);
  const admit = throttle(api.limits);
  const limited = concurrencyLimit(HANDSHAKES);
  const select = routeSelection(api.routeSelection ?? "$request.body.action", api.routes);
  const named = (key: string) => api.routes.find((route) => route.key === key);

  async function run({ key, integration }: Route, event: unknown, signal?: AbortSignal): Promise<Outcome> {
    if (permitted(integration.uri, `${api.stage}/${key}`))
      return invoke(functions, integration, event, LONGEST_INTEGRATION, signal);
    log.error("websocket-api", `no AWS::Lambda::Permission lets ${key} invoke its function`);
    return { kind: "failed" };
  }

  async function shakeHands(
    route: Route,
    client: Client,
    request: IncomingMessage,
    left: AbortSignal,
  ): Promise<Admission> {
    const verdict = route.authorizer && (await authorize(route.authorizer, client, request, left));
    if (verdict && "refused" in verdict) return verdict.refused;
    const known = verdict ? { ...client, authorizer: verdict.context } : client;
    const admission = admissionOf(await run(route, connectEvent(api, known, request, new Date()), left));
    return { ...admission, client: known };
  }

  return {
    /** @param left aborted when the client has given up */
    async connect(client: Client, request: IncomingMessage, left: AbortSignal): Promise<Admission> {
      const route = named("$connect");
      if (!route) return { status: 200, body: "" };
      if (!admit(route.key)) return { status: 429, body: "Too Many Requests" };
      return (await limited(() => shakeHands(route, client, request, left), left)) ?? ABANDONED;
    },
    /** @returns the frame for the client, if any */
    async message(client: Client, data: Buffer, binary: boolean): Promise<string | undefined> {
      const route = select(binary ? "" : data.toString("utf8"));
      if (!route) return failure("Forbidden", client.connectionId, gatewayId());
      if (!admit(route.key)) return failure("Too Many Requests", client.connectionId, gatewayId());
      const event = messageEvent(api, client, route.key, data, binary, new Date());
      const { requestId } = event.requestContext;
      return replyOf(await run(route, event), route.responds, client.connectionId, requestId);
    },
    async disconnect(client: Client, code: number, reason: string): Promise<void> {
      const route = named("$disconnect");
      if (route) await run(route, disconnectEvent(api, client, code, reason, new Date()));
    },
  };
}
