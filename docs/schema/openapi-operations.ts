import type * as z from "zod";
import { externalPath, listQuery } from "../../lambdas/operations/id-routes.ts";
import { byHand, mappingExample } from "./examples.ts";
import { inline } from "./json-schema.ts";
import { refusals } from "./openapi-components.ts";
import { failures, MATCH, ok } from "./openapi-read.ts";
import { callAs, getAs } from "./shell.ts";

/** What people and their tools do with a token. */
export function operationsPaths() {
  return {
    "/api/v1/matches/{id}/events": { post: enterEvents() },
    "/api/v1/ids": { get: listIds() },
    "/api/v1/ids/{provider}/{kind}/{external}": { get: getId(), put: putId(), delete: deleteId() },
  };
}

const ID = "/api/v1/ids/sportradar/match/sr:sport_event:41763009";
const DENIED = ["unauthorized", "invalid_token", "insufficient_scope"] as const;

function enterEvents() {
  return {
    operationId: "enterEvents",
    summary: "Enter events by hand",
    description:
      "Takes what `POST /webhooks/match-events` takes; the match is the path's, by our id, and so are teams and players. The word of a person counts beside that of any feed, and a feed that comes later with the same goal does not count it again. Needs the scope `touchline:write`.",
    tags: ["Operations"],
    security: [{ Token: [] }],
    parameters: [MATCH],
    requestBody: json("ManualEventsBody", { one: byHand, several: { events: [byHand] } }),
    responses: {
      "202": {
        ...ok("Accepted"),
        description: "Everything is kept and will be seen in order. Sending it again does no harm.",
      },
      ...refusals(
        "invalid_json",
        "invalid_payload",
        ...DENIED,
        "unknown_match",
        "too_large",
        "unsupported_media_type",
      ),
      ...failures("stream_unavailable", "unavailable"),
    },
    "x-codeSamples": shell(callAs("POST", "/api/v1/matches/123/events", "touchline:write", byHand)),
  };
}

function listIds() {
  return {
    operationId: "listIds",
    summary: "What one of our ids is with the vendors",
    description: "Needs the scope `touchline:read` or `touchline:write`. A change may take a second to show.",
    tags: ["Operations"],
    security: [{ Token: [] }],
    parameters: parameters(listQuery.shape, "query", {
      id: "Ours.",
      kind: "Only of this kind.",
    }),
    responses: {
      "200": ok("IdMappings"),
      ...refusals("invalid_query", ...DENIED),
      ...failures("unavailable"),
    },
    "x-codeSamples": shell(getAs("/api/v1/ids?id=123&kind=match", "touchline:read")),
  };
}

function getId() {
  return {
    operationId: "getId",
    summary: "Which of our ids a vendor's id is",
    description: "Needs the scope `touchline:read` or `touchline:write`.",
    ...line(),
    responses: {
      "200": ok("IdMapping"),
      ...refusals("invalid_query", ...DENIED, "unknown_id"),
      ...failures("unavailable"),
    },
    "x-codeSamples": shell(getAs(ID, "touchline:read")),
  };
}

function putId() {
  return {
    operationId: "putId",
    summary: "Say which of our ids a vendor's id is",
    description:
      "Counts for what arrives from then on, within a minute: map a match before it begins. Needs the scope `touchline:write`.",
    ...line(),
    requestBody: json("IdMappingBody", { match: mappingExample }),
    responses: {
      "200": ok("IdMapping"),
      ...refusals(
        "invalid_json",
        "invalid_payload",
        "invalid_query",
        ...DENIED,
        "too_large",
        "unsupported_media_type",
      ),
      ...failures("unavailable"),
    },
    "x-codeSamples": shell(callAs("PUT", ID, "touchline:write", mappingExample)),
  };
}

function deleteId() {
  return {
    operationId: "deleteId",
    summary: "Forget which of our ids a vendor's id is",
    description:
      "Answers with what there was. The vendor's id is `<provider>-<vendor's id>` again, within a minute. Needs the scope `touchline:write`.",
    ...line(),
    responses: {
      "200": ok("IdMapping"),
      ...refusals("invalid_query", ...DENIED, "unknown_id"),
      ...failures("unavailable"),
    },
    "x-codeSamples": shell(callAs("DELETE", ID, "touchline:write")),
  };
}

function line() {
  return {
    tags: ["Operations"],
    security: [{ Token: [] }],
    parameters: parameters(externalPath.shape, "path", {
      provider: "Whose id it is.",
      kind: "What it is the id of.",
      external: "The vendor's id, without `<provider>-`; of custom feeds the id as they send it.",
    }),
  };
}

function parameters(shape: z.ZodRawShape, where: "path" | "query", words: Readonly<Record<string, string>>) {
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: where,
    ...(where === "path" || !(schema as z.ZodType).safeParse(undefined).success ? { required: true } : {}),
    description: words[name],
    schema: inline(schema as z.ZodType, { io: "output", target: "draft-2020-12" }),
  }));
}

function json(schema: string, examples: Readonly<Record<string, unknown>>) {
  return {
    required: true,
    content: {
      "application/json": {
        schema: { $ref: `#/components/schemas/${schema}` },
        examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
      },
    },
  };
}

function shell(source: string) {
  return [{ lang: "Shell", label: "curl", source }];
}
