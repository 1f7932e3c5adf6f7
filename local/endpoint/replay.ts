import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { AwsRequest } from "./request.ts";

/** Hands a request whose body has been read to another server's handler, as if it had just arrived there. */
export function replay(
  server: Server,
  { method, url, headers, body }: AwsRequest,
  response: ServerResponse,
): void {
  const incoming = Object.assign(Readable.from([body]), { method, url, headers });
  server.emit("request", incoming as unknown as IncomingMessage, response);
}
