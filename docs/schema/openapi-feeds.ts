import { refusals } from "./openapi-components.ts";
import { failures, ok } from "./openapi-read.ts";
import { getAs } from "./shell.ts";

/** What operators ask of the feeds. */
export function feedPaths() {
  return { "/api/v1/feed/health": { get: health() } };
}

function health() {
  return {
    operationId: "getFeedHealth",
    summary: "How each provider's feed is doing",
    description:
      "Counted over the last hour, and stale or down by the matches in play. Needs the scope `touchline:read` or `touchline:write`.",
    tags: ["Feeds"],
    security: [{ Token: [] }],
    responses: {
      "200": ok("FeedsHealth"),
      ...refusals("unauthorized", "invalid_token", "insufficient_scope"),
      ...failures("unavailable"),
    },
    "x-codeSamples": [
      { lang: "Shell", label: "curl", source: getAs("/api/v1/feed/health", "touchline:read") },
    ],
  };
}
