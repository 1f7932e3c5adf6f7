import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { AwsRequest } from "./request.ts";

/** The unanswered requests of each server. */
const underWay = new WeakMap<Server, Set<Promise<void>>>();

/** Hands a request whose body has been read to another server's handler, as if it had just arrived there. */
export function forward(
  server: Server,
  { method, url, headers, body }: AwsRequest,
  response: ServerResponse,
): void {
  const requests = underWay.get(server) ?? new Set();
  underWay.set(server, requests);
  const answered = ended(response).then(() => void requests.delete(answered));
  requests.add(answered);
  const incoming = Object.assign(Readable.from([body]), { method, url, headers });
  server.emit("request", incoming as unknown as IncomingMessage, response);
}

/** Settles once `server` has answered all its requests, also those whose callers have left. */
export async function quiet(server: Server): Promise<void> {
  await Promise.all(underWay.get(server) ?? []);
}

/** Settles when the handler ends its answer, which happens even if the caller has left; `close` comes too early. */
function ended(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = response.end.bind(response);
  response.end = ((...given: Parameters<typeof end>) => {
    resolve();
    return end(...given);
  }) as typeof response.end;
  return promise;
}
