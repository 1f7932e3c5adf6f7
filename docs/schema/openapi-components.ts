import { feedStatus } from "../../modules/match/feed-notice.ts";
import { period, status } from "../../modules/match/status.ts";
import {
  accepted,
  changes,
  errorBody,
  fault,
  gatewayError,
  health,
  logEntry,
  logPage,
  matchPage,
  watchedMatch,
} from "./answers.ts";
import {
  eventBody,
  eventsBody,
  manualEventBody,
  manualEventsBody,
  statusBody,
  statusesBody,
} from "./bodies.ts";
import { eventType, league, publicEvent, publicReport, team } from "./event.ts";
import { feedHealth, healthOfFeeds, publicNotice } from "./feed-health.ts";
import { idMapping, idMappingBody, idMappings } from "./id-map.ts";
import { components } from "./json-schema.ts";
import { HTTP_REFUSALS } from "./refusals.ts";
import { stateSummary, teamStats } from "./state.ts";

const shared = { EventType: eventType, Period: period, Status: status };

const sent = components(
  {
    ...shared,
    EventBody: eventBody,
    EventsBody: eventsBody,
    IdMappingBody: idMappingBody,
    ManualEventBody: manualEventBody,
    ManualEventsBody: manualEventsBody,
    StatusBody: statusBody,
    StatusesBody: statusesBody,
  },
  { io: "input", target: "draft-2020-12" },
);

const answered = components(
  {
    ...shared,
    Accepted: accepted,
    Changes: changes,
    Error: errorBody,
    Fault: fault,
    FeedHealth: feedHealth,
    FeedNotice: publicNotice,
    FeedsHealth: healthOfFeeds,
    FeedStatus: feedStatus,
    GatewayError: gatewayError,
    Health: health,
    IdMapping: idMapping,
    IdMappings: idMappings,
    League: league,
    LogEntry: logEntry,
    LogPage: logPage,
    MatchEvent: publicEvent,
    MatchPage: matchPage,
    State: stateSummary,
    StatusReport: publicReport,
    Team: team,
    TeamStats: teamStats,
    WatchedMatch: watchedMatch,
  },
  { io: "output", target: "draft-2020-12" },
);

const DETAILS: Readonly<Record<string, readonly { path: string; reason: string }[]>> = {
  invalid_payload: [{ path: "events[3].minute", reason: "is required" }],
  invalid_query: [{ path: "limit", reason: "must be a whole number" }],
};

const header = (name: string, description: string) => ({ type: "apiKey", in: "header", name, description });

export const HTTP_COMPONENTS = {
  securitySchemes: {
    Token: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description:
        "Of an issuer that the deployment knows, with the scope that the route names (in `scope` or `scp`).",
    },
    XSignature: header(
      "X-Signature",
      "HMAC-SHA256 of the raw body in hex, `sha256=` before it or not. The key is the whole secret as UTF-8.",
    ),
    WebhookId: header("webhook-id", "Of the delivery: one that was accepted before changes nothing."),
    WebhookTimestamp: header("webhook-timestamp", "Seconds since 1970; 300 s off at most, either way."),
    WebhookSignature: header(
      "webhook-signature",
      "One or several, separated by spaces, of `v1,` and the HMAC-SHA256 of `{id}.{timestamp}.{raw body}` in base64. The key is the base64 of the secret, after `whsec_`.",
    ),
  },
  headers: {
    RetryAfter: {
      description: "Seconds to wait before sending the same again.",
      schema: { type: "integer", minimum: 0 },
    },
    CacheControl: { description: "How long the answer may be shared.", schema: { type: "string" } },
  },
  examples: Object.fromEntries(
    Object.entries(HTTP_REFUSALS).flatMap(([code, { when, unseen }]) =>
      unseen ? [] : [[code, { value: errorExample(code, when) }]],
    ),
  ),
  schemas: { ...answered, ...sent },
};

/** Refusals of a route as responses by status, each with the codes it may have. */
export function refusals(...codes: readonly (keyof typeof HTTP_REFUSALS)[]) {
  const known = codes.flatMap((code) => {
    const refusal = HTTP_REFUSALS[code];
    return refusal ? [{ code, ...refusal }] : [];
  });
  const byStatus = Map.groupBy(known, (refusal) => String(refusal.status));
  return Object.fromEntries(Array.from(byStatus, ([status, all]) => [status, refusalResponse(all)]));
}

function refusalResponse(all: readonly { code: string; when: string; retry?: true }[]) {
  const headers = all.some(({ retry }) => retry)
    ? { headers: { "Retry-After": { $ref: "#/components/headers/RetryAfter" } } }
    : {};
  return {
    description: all.map(({ code, when }) => `\`${code}\`: ${when}`).join("\n\n"),
    ...headers,
    content: {
      "application/json": {
        schema: { $ref: "#/components/schemas/Error" },
        examples: Object.fromEntries(
          all.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  };
}

function errorExample(code: string, message: string) {
  const details = DETAILS[code];
  return { error: { code, message, ...(details ? { details } : {}) }, request_id: "JKJaXmPLvHcESHA=" };
}
