import type { ServerResponse } from "node:http";
import { type AwsRequest, Refusal, type Service } from "../endpoint/request.ts";
import type { Connections, Environment } from "../interfaces.ts";

const PATH = /^\/execute-api\/([^/]+)\/([^/]+)\/@connections\/([^/?]+)$/;
/** The limit of a message; AWS splits it into frames of 32 KB. */
const MAX_BYTES = 128 * 1024;

/**
 * Serves the `@connections` API of WebSocket APIs.
 *
 * @param connectionsOf the connections of an API; undefined until it is up
 */
export function connectionsService(
  connectionsOf: () => Connections | undefined,
  { partition, region, account }: Environment,
): Service {
  return {
    access(request) {
      const { apiId, stage, connectionId } = target(request);
      const resource = `${apiId}/${stage}/${request.method}/@connections/${connectionId}`;
      const arn = `arn:${partition}:execute-api:${region}:${account}:${resource}`;
      return [{ action: "execute-api:ManageConnections", resources: [arn] }];
    },
    async answer(request, response) {
      const { connectionId } = target(request);
      const connections = connectionsOf();
      if (!connections) throw new Refusal(500, "InternalServerError", "the WebSocket API is not up yet");
      if (request.method === "POST") await post(connections, connectionId, request.body, response);
      else if (request.method === "GET") describe(connections, connectionId, response);
      else if (request.method === "DELETE") await end(connections, connectionId, response);
      else throw new Refusal(403, "MissingAuthenticationTokenException", "no such method");
    },
  };
}

function target({ url }: AwsRequest) {
  const match = PATH.exec(url);
  if (!match) throw new Refusal(403, "MissingAuthenticationTokenException", `there is nothing at ${url}`);
  const [, apiId = "", stage = "", connectionId = ""] = match;
  return { apiId, stage, connectionId: decodeURIComponent(connectionId) };
}

async function post(
  connections: Connections,
  id: string,
  data: Buffer,
  response: ServerResponse,
): Promise<void> {
  if (data.length > MAX_BYTES)
    throw new Refusal(413, "PayloadTooLargeException", "the message is larger than 128 KB");
  if ((await connections.post(id, data)) === "gone") throw gone();
  response.writeHead(200, { "content-length": 0 }).end();
}

function describe(connections: Connections, id: string, response: ServerResponse): void {
  const info = connections.get(id);
  if (!info) throw gone();
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(info));
}

async function end(connections: Connections, id: string, response: ServerResponse): Promise<void> {
  if ((await connections.delete(id)) === "gone") throw gone();
  response.writeHead(204).end();
}

function gone(): Refusal {
  return new Refusal(410, "GoneException", "the connection is gone");
}
