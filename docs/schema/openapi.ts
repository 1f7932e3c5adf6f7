import { HTTP_COMPONENTS } from "./openapi-components.ts";
import { feedPaths } from "./openapi-feeds.ts";
import { operationsPaths } from "./openapi-operations.ts";
import { readPaths } from "./openapi-read.ts";
import { webhookPaths } from "./openapi-webhooks.ts";

const DESCRIPTION = `\
Feed vendors deliver events by webhook; anyone may read matches and their logs. Live frames come over the
WebSocket, which \`asyncapi.yaml\` describes.

Field names are snake_case, ids are text, times are RFC 3339 in UTC with milliseconds. Readers have to live with
fields that come later. Every refusal of ours is an \`Error\`; API Gateway itself may also answer 413, 429 or 503
with \`{"message"}\` before we hear of a request.
`;

/** The HTTP API as OpenAPI 3.1. */
export function openapi(version: string) {
  return {
    openapi: "3.1.1",
    info: {
      title: "Touchline over HTTP",
      version,
      summary: "Live football events in, matches and their logs out.",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [
      { url: "http://localhost:3000", description: "The local run" },
      {
        url: "https://{api}.execute-api.{region}.amazonaws.com",
        description: "A deployment: its outputs have the address",
        variables: { api: { default: "example" }, region: { default: "eu-west-1" } },
      },
    ],
    tags: [
      { name: "Webhooks", description: "For feed vendors: signed, answered once everything is kept." },
      { name: "Matches", description: "For anyone. May be cached for a second." },
      { name: "Operations", description: "For operators and their tools, with a token." },
      { name: "Feeds", description: "For operators, with a token." },
      { name: "Health", description: "For load balancers." },
    ],
    paths: merged(webhookPaths(), readPaths(), operationsPaths(), feedPaths()),
    components: HTTP_COMPONENTS,
  };
}

/** The paths of all, those with methods of several in one. */
function merged(...all: readonly Readonly<Record<string, object>>[]): Record<string, object> {
  const paths: Record<string, object> = {};
  for (const [path, methods] of all.flatMap((each) => Object.entries(each))) {
    paths[path] = { ...paths[path], ...methods };
  }
  return paths;
}
