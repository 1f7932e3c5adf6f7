import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { type Client, clientOf } from "./events.ts";
import type { Integrations } from "./integrations.ts";

/** The limit of a message in bytes; `ws` closes with 1009 above it. */
const MESSAGE_LIMIT = 128 * 1024;

export type Serve = (socket: WebSocket, client: Client, transport: Duplex, head: Buffer) => void;

/** Completes the handshake of clients whose `$connect` function agrees, and serves them. */
export function handshake({ connect, disconnect }: Integrations, serve: Serve) {
  const admitted = new WeakMap<IncomingMessage, { client: Client; protocol: string | undefined }>();
  const served = new WeakSet<Client>();

  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MESSAGE_LIMIT,
    perMessageDeflate: false,
    handleProtocols: (_offered, request) => admitted.get(request)?.protocol ?? false,
    verifyClient(
      { req }: { req: IncomingMessage },
      done: (ok: boolean, code?: number, text?: string) => void,
    ) {
      const stranger = clientOf(req, new Date());
      const departure = watchDeparture(req.socket);
      connect(stranger, req, departure.signal).then((admission) => {
        departure.ignore();
        if (admission.status >= 300) return done(false, admission.status, admission.body);
        const { client = stranger } = admission;
        admitted.set(req, { client, protocol: admission.protocol });
        done(true);
        // A client that left during its `$connect` still gets a `$disconnect`.
        if (!served.has(client)) disconnect(client, 1006, "");
      });
    },
  });

  return (request: IncomingMessage, transport: Duplex, head: Buffer): void => {
    server.handleUpgrade(request, transport, head, (socket) => {
      const client = admitted.get(request)?.client;
      if (!client) return socket.terminate();
      served.add(client);
      serve(socket, client, transport, head);
    });
  };
}

/**
 * Notices that a client leaves before it has been answered. Nobody reads from it until then, so that its end would
 * be seen only when it is written to; what it sends stays where it is.
 */
function watchDeparture(transport: Duplex): { signal: AbortSignal; ignore(): void } {
  const left = new AbortController();
  const leave = () => left.abort();
  const look = () => {
    if (transport.readableLength === 0) transport.read();
  };
  transport.on("readable", look).once("end", leave).once("close", leave);
  return {
    signal: left.signal,
    ignore: () => void transport.off("readable", look).off("end", leave).off("close", leave),
  };
}
