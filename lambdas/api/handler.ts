import { id } from "../../modules/match/text.ts";
import type { MatchReader } from "../../modules/ports/matches.ts";
import { type HttpHandler, type HttpRequest, httpHandler, Refusal } from "../../modules/runtime/http.ts";
import type { Log } from "../../modules/runtime/log.ts";
import { publicEntry } from "./entry.ts";
import { eventsQuery, matchesQuery, parsed } from "./query.ts";

export interface ApiDeps {
  matches: MatchReader;
  log: Log;
  now(): Date;
}

/** The public routes: reads matches and their logs from Postgres. */
export function createHandler({ matches, log, now }: ApiDeps): HttpHandler {
  return httpHandler(log, {
    // Depends on nothing: a database outage must not take the whole API out of service.
    "GET /health": () => ({ status: 200, body: { status: "healthy", timestamp: now().toISOString() } }),

    "GET /api/v1/matches": async (request) => {
      const { status, league, limit, cursor } = parsed(matchesQuery, request.queryStringParameters);
      const query = {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(league === undefined ? {} : { league }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      return { status: 200, body: await matches.matches(query), headers: SHARED_FOR_A_SECOND };
    },

    "GET /api/v1/matches/{id}": async (request) => {
      const match = await matches.match(matchIdOf(request));
      if (!match) throw unknownMatch();
      return { status: 200, body: match, headers: SHARED_FOR_A_SECOND };
    },

    "GET /api/v1/matches/{id}/events": async (request) => {
      const { after_seq, limit } = parsed(eventsQuery, request.queryStringParameters);
      const entries = await matches.events(matchIdOf(request), after_seq, limit);
      if (!entries) throw unknownMatch();
      // The position to continue from, also for an empty page.
      const next_after_seq = entries.at(-1)?.seq ?? after_seq;
      return {
        status: 200,
        body: { events: entries.map(publicEntry), next_after_seq },
        headers: SHARED_FOR_A_SECOND,
      };
    },
  });
}

/** Scores change: a cache may absorb a burst of the same request, and no more. */
const SHARED_FOR_A_SECOND = { "cache-control": "public, max-age=1" };

/** Reads the match id of the path. An invalid id is an unknown match, without a query. */
function matchIdOf({ pathParameters }: HttpRequest): string {
  const matchId = id.safeParse(pathParameters?.id);
  if (!matchId.success) throw unknownMatch();
  return matchId.data;
}

function unknownMatch(): Refusal {
  return new Refusal({ status: 404, code: "unknown_match", message: "There is no such match." });
}
