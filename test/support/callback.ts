import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

interface Call {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** Number of the connection it came on: 1, 2, ... */
  connection: number;
}

/** What a server does with a call. */
export type CallbackScript = (call: Call, response: ServerResponse, index: number) => void;

export interface CallbackServer {
  url: string;
  calls: Call[];
  /** The most calls that were under way at a time. */
  peak(): number;
  stop(): Promise<void>;
}

/** A real HTTP server in place of AWS; over TLS if given a key and certificate. */
export async function startCallback(
  script: CallbackScript,
  secure?: { key: string; cert: string },
): Promise<CallbackServer> {
  const calls: Call[] = [];
  let underWay = 0;
  let peak = 0;
  const numbers = new WeakMap<object, number>();
  let connections = 0;
  const listener: RequestListener = async (request, response) => {
    underWay += 1;
    peak = Math.max(peak, underWay);
    response.on("close", () => {
      underWay -= 1;
    });
    const body = Buffer.concat(await request.toArray()).toString();
    const call = {
      path: request.url ?? "",
      headers: request.headers,
      body,
      connection: numbers.get(request.socket) ?? 0,
    };
    script(call, response, calls.push(call) - 1);
  };
  const server: Server = secure ? createSecureServer(secure, listener) : createServer(listener);
  server.on(secure ? "secureConnection" : "connection", (socket: object) => {
    connections += 1;
    numbers.set(socket, connections);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure ? "https" : "http"}://localhost:${port}`,
    calls,
    peak: () => peak,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a status, and a body as API Gateway has one. */
export function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(status === 200 || status === 202 ? "" : JSON.stringify({ message: `${status}` }));
}
