import type * as z from "zod";
import { eventsQuery, matchesQuery } from "../../lambdas/api/query.ts";
import { id } from "../../modules/match/text.ts";
import { answerExamples } from "./examples.ts";
import { inline } from "./json-schema.ts";
import { refusals } from "./openapi-components.ts";
import { get } from "./shell.ts";

export const MATCH = {
  name: "id",
  in: "path",
  required: true,
  description: "Of the match.",
  schema: inline(id, { io: "output", target: "draft-2020-12" }),
  example: "123",
};

export function readPaths() {
  return {
    "/api/v1/matches": { get: matches() },
    "/api/v1/matches/{id}": { get: match() },
    "/api/v1/matches/{id}/events": { get: log() },
    "/health": { get: health() },
  };
}

function matches() {
  return {
    operationId: "listMatches",
    summary: "List matches, newest kick-off first",
    tags: ["Matches"],
    security: [],
    parameters: query(matchesQuery.shape, {
      status: "A status, or `live` for all matches in play.",
      league: "Only of this league, by its id.",
      limit: "Matches a page.",
      cursor: "`next_cursor` of the page before.",
    }),
    responses: { ...shared("MatchPage"), ...refusals("invalid_query"), ...failures() },
    "x-codeSamples": shell("/api/v1/matches?status=live"),
  };
}

function match() {
  return {
    operationId: "getMatch",
    summary: "A match as it stands",
    tags: ["Matches"],
    security: [],
    parameters: [MATCH],
    responses: { ...shared("WatchedMatch"), ...refusals("unknown_match"), ...failures() },
    "x-codeSamples": shell("/api/v1/matches/123"),
  };
}

function log() {
  return {
    operationId: "listEvents",
    summary: "The log of a match, in order",
    description:
      "Every entry, detail events such as passes among them. Asked again with `next_after_seq`, it answers what came since.",
    tags: ["Matches"],
    security: [],
    parameters: [
      MATCH,
      ...query(eventsQuery.shape, {
        after_seq: "Only entries after this one.",
        limit: "Entries a page.",
      }),
    ],
    responses: { ...shared("LogPage"), ...refusals("invalid_query", "unknown_match"), ...failures() },
    "x-codeSamples": shell("/api/v1/matches/123/events?after_seq=0&limit=100"),
  };
}

function health() {
  return {
    operationId: "getHealth",
    summary: "Whether requests arrive",
    tags: ["Health"],
    security: [],
    responses: { "200": ok("Health"), ...failures() },
    "x-codeSamples": shell("/health"),
  };
}

function query(shape: z.ZodRawShape, words: Readonly<Record<string, string>>) {
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: "query",
    description: words[name],
    schema: inline(schema as z.ZodType, { io: "output", target: "draft-2020-12" }),
  }));
}

function shared(schema: keyof typeof answerExamples) {
  const headers = { "Cache-Control": { $ref: "#/components/headers/CacheControl" } };
  return { "200": { ...ok(schema), headers } };
}

export function ok(schema: keyof typeof answerExamples) {
  const examples = { example: { value: answerExamples[schema] } };
  return {
    description: "The answer.",
    content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` }, examples } },
  };
}

/** @param codes of the same statuses, which a route has besides */
export function failures(...codes: readonly string[]) {
  const tooMany = { schema: { $ref: "#/components/schemas/GatewayError" } };
  return {
    "429": { description: "Too many requests at once.", content: { "application/json": tooMany } },
    ...refusals("internal", ...codes, "timeout"),
  };
}

function shell(path: string) {
  return [{ lang: "Shell", label: "curl", source: get(path) }];
}
