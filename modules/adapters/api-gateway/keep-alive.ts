import * as net from "node:net";
import * as tls from "node:tls";
import { urlToHttpOptions } from "node:url";
import { type Exchange, openConnection } from "./connection.ts";

export interface ConnectionOptions {
  /** `http:` or `https:`; only its origin counts. */
  endpoint: URL;
  /** For one request, from when it is sent until its answer is complete. */
  timeoutMs: number;
}

/**
 * HTTP/1.1 over connections that are kept, one request at a time on each. As many are opened as there are
 * requests under way.
 *
 * This is not `node:http` because that costs twice what signing and sending a post do together: it builds a
 * request, a response and their streams for an answer of which only the status is looked at.
 */
export function keepAlive({ endpoint, timeoutMs }: ConnectionOptions): (exchange: Exchange) => void {
  const dial = dialer(endpoint);
  // The one used last is taken first: the others grow old and are closed by the other side.
  const idle: ((exchange: Exchange) => void)[] = [];
  return (exchange) => {
    const send = idle.pop() ?? openConnection(dial(), timeoutMs, idle);
    send(exchange);
  };
}

function dialer(endpoint: URL): () => net.Socket {
  const { hostname } = urlToHttpOptions(endpoint);
  const host = hostname ?? endpoint.hostname;
  if (endpoint.protocol !== "https:") {
    const port = Number(endpoint.port || 80);
    return () => net.connect({ host, port, noDelay: true });
  }
  const port = Number(endpoint.port || 443);
  const servername = net.isIP(host) === 0 ? { servername: host } : {};
  let session: Buffer | undefined;
  return () => {
    const resumed = session === undefined ? {} : { session };
    const socket = tls.connect({ host, port, ALPNProtocols: ["http/1.1"], ...servername, ...resumed });
    socket.setNoDelay(true);
    // Spares the next connection most of its handshake.
    socket.on("session", (newest) => {
      session = newest;
    });
    return socket;
  };
}
