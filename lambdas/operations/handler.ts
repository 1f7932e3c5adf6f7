import type { FeedHealthReader } from "../../modules/ports/feed-health.ts";
import type { IdRegistry } from "../../modules/ports/ids.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import type { TokenVerifier } from "../../modules/ports/tokens.ts";
import { PROVIDER_IDS } from "../../modules/providers/ids.ts";
import { type HttpHandler, httpHandler, type Respond } from "../../modules/runtime/http.ts";
import type { Log } from "../../modules/runtime/log.ts";
import { authorized, type Scope } from "./authorized.ts";
import { feedHealth } from "./health.ts";
import { deleteId, getId, listIds, putId } from "./id-routes.ts";
import { enterEvents } from "./manual-events.ts";

export interface OperationsDeps {
  log: Log;
  tokens: TokenVerifier;
  ids: IdRegistry;
  stream: EventStream;
  feeds: FeedHealthReader;
  now: () => Date;
}

const ID = "/api/v1/ids/{provider}/{kind}/{external}";

/** The routes of operators: each needs a token with a scope. */
export function createHandler({ log, tokens, ids, stream, feeds, now }: OperationsDeps): HttpHandler {
  const forScopes =
    (...scopes: readonly [Scope, ...Scope[]]) =>
    (respond: Respond): Respond =>
    async (request) => {
      await authorized(tokens, request, ...scopes);
      return respond(request);
    };
  const reading = forScopes("touchline:read", "touchline:write");
  const writing = forScopes("touchline:write");
  return httpHandler(log, {
    "POST /api/v1/matches/{id}/events": writing((request) => enterEvents(request, stream, now())),
    "GET /api/v1/feed/health": reading(async () => ({
      status: 200,
      body: await feedHealth(PROVIDER_IDS, feeds, now()),
    })),
    "GET /api/v1/ids": reading((request) => listIds(request, ids)),
    [`GET ${ID}`]: reading((request) => getId(request, ids)),
    [`PUT ${ID}`]: writing((request) => putId(request, ids, now())),
    [`DELETE ${ID}`]: writing((request) => deleteId(request, ids)),
  });
}
