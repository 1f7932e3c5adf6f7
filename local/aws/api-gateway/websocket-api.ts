import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { RunningWebSocketApi, WebSocketApiOptions } from "../interfaces.ts";
import { apiOf } from "./apis.ts";
import { connectionRegistry, LIFETIMES, type Lifetimes } from "./websocket/connections.ts";
import { frameSizeWatch } from "./websocket/frame-size.ts";
import { handshake, type Serve } from "./websocket/handshake.ts";
import { type Integrations, integrations } from "./websocket/integrations.ts";

const FRAME_LIMIT = 32 * 1024;
/** Milliseconds a client has to answer the close frame when the API stops. */
const CLOSING_GRACE = 300;
/** The backlog of connections to accept: a crowd connects at once. */
const BACKLOG = 4096;

/** Serves the WebSocket API of the template. */
export async function startWebSocketApi(
  options: WebSocketApiOptions,
  lifetimes: Lifetimes = LIFETIMES,
): Promise<RunningWebSocketApi> {
  const api = apiOf(options.template, "WEBSOCKET");
  const registry = connectionRegistry(lifetimes);
  const play = integrations(options, api);
  const transports = new Set<Duplex>();
  let stopping = false;

  const upgrade = handshake(
    play,
    serving(play, registry, () => !stopping),
  );
  const server = onlyWebSockets();
  server.on("upgrade", (request, transport, head) => {
    transports.add(transport);
    transport.on("error", () => transport.destroy());
    transport.once("close", () => transports.delete(transport));
    if ((request.url ?? "").split("?")[0] === `/${api.stage}`) upgrade(request, transport, head);
    else refuse(transport);
  });
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen({ port: options.port, backlog: BACKLOG }, resolve),
  );
  return {
    url: `ws://localhost:${(server.address() as AddressInfo).port}/${api.stage}`,
    connections: registry.connections,
    async stop() {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await registry.stop(CLOSING_GRACE);
      for (const transport of transports) transport.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @param tellsOfEnd whether the end of a connection still invokes `$disconnect` */
function serving(
  play: Integrations,
  registry: ReturnType<typeof connectionRegistry>,
  tellsOfEnd: () => boolean,
): Serve {
  return (socket, client, transport, head) => {
    let refused = false;
    const watch = frameSizeWatch(FRAME_LIMIT, () => {
      refused = true;
      socket.close(1009, "Frame too large");
    });
    watch(head);
    // Listens before `ws` does, so that an oversized frame is refused before it becomes a message.
    transport.prependListener("data", watch);
    registry.add(client, socket);
    // The close frame tells the client its mistake; `close` follows.
    socket.on("error", () => undefined);
    // As at API Gateway, messages do not wait for one another.
    socket.on("message", async (data: Buffer, binary: boolean) => {
      if (refused) return;
      registry.touch(client.connectionId);
      const reply = await play.message(client, data, binary);
      if (reply !== undefined && socket.readyState === WebSocket.OPEN) socket.send(reply);
    });
    socket.once("close", (code, reason) => {
      if (tellsOfEnd()) play.disconnect(client, code, reason.toString());
    });
  };
}

function onlyWebSockets(): Server {
  return createServer((_request, response) => {
    const headers = { "content-type": "application/json", connection: "close", upgrade: "websocket" };
    response.writeHead(426, headers).end(JSON.stringify({ message: "Upgrade Required" }));
  });
}

/** An execute-api address without such a stage. */
function refuse(transport: Duplex): void {
  const body = JSON.stringify({ message: "Forbidden" });
  const headers = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  transport.end(`HTTP/1.1 403 Forbidden\r\n${headers}\r\n\r\n${body}`);
}
