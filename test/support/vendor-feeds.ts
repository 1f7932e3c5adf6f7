import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { Reply } from "./vendor-server.ts";

/** A subscription as the vendor sees it. */
interface Subscribed {
  path: string;
  query: Readonly<Record<string, string>>;
  headers: IncomingMessage["headers"];
}

/** A connection that is open. */
interface Line {
  send(text: string): void;
  ping(): void;
  /** Properly, as vendors do before maintenance. */
  end(): void;
  /** Without a word. */
  drop(): void;
}

/** A vendor's stream on this machine, as well or as badly behaved as a test wants it. */
export interface VendorFeed {
  readonly url: string;
  /** Every attempt, those that were refused too. */
  readonly subscribed: readonly Subscribed[];
  /** Connections that are open right now. */
  readonly open: number;
  /** What becomes of the next attempts, each once, instead of a connection. */
  refuse(...replies: Reply[]): void;
  /** To every connection; text as it is, anything else as JSON, and a line of its own where there are lines. */
  send(...messages: unknown[]): void;
  /** A part of a message, or of several: for streams of lines. */
  sendRaw(text: string): void;
  ping(): void;
  end(): void;
  drop(): void;
  close(): Promise<void>;
}

/** A stream over a WebSocket, such as AllSportsAPI's. */
export function startSocketFeed(): Promise<VendorFeed> {
  const sockets = new WebSocketServer({ noServer: true });
  return startFeed("ws", "", (server, { admit, opened }) => {
    server.on("upgrade", (request: IncomingMessage, transport, head) => {
      const refusal = admit(request);
      if (refusal) {
        const headers = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
        transport.end(`HTTP/1.1 ${refusal.status ?? 500} No\r\n${headers.join("")}content-length: 0\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, transport, head, (socket) => {
        const gone = opened({
          send: (text) => socket.send(text),
          ping: () => socket.ping(),
          end: () => socket.close(1001),
          drop: () => socket.terminate(),
        });
        socket.on("close", gone).on("error", gone);
      });
    });
  });
}

/** A stream of lines over HTTP, such as Sportradar's. */
export function startLineFeed(): Promise<VendorFeed> {
  return startFeed("http", "\n", (server, { admit, opened }) => {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const refusal = admit(request);
      if (refusal) {
        response.writeHead(refusal.status ?? 500, { ...refusal.headers }).end(String(refusal.body ?? ""));
        return;
      }
      response.writeHead(200, { "content-type": "application/json" });
      response.flushHeaders();
      const gone = opened({
        send: (text) => response.write(text),
        ping: () => response.write("\n"),
        end: () => response.end(),
        drop: () => response.destroy(),
      });
      response.on("close", gone);
    });
  });
}

interface Reception {
  /** @returns what the attempt is refused with, if it is */
  admit(request: IncomingMessage): Reply | undefined;
  /** @returns what to call when it has ended */
  opened(line: Line): () => void;
}

async function startFeed(
  protocol: string,
  ending: string,
  serve: (server: ReturnType<typeof createServer>, reception: Reception) => void,
): Promise<VendorFeed> {
  const subscribed: Subscribed[] = [];
  const refusals: Reply[] = [];
  const lines = new Set<Line>();
  const server = createServer();
  serve(server, {
    admit(request) {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://vendor");
      subscribed.push({ path: pathname, query: Object.fromEntries(searchParams), headers: request.headers });
      return refusals.shift();
    },
    opened(line) {
      lines.add(line);
      return () => void lines.delete(line);
    },
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const each = (act: (line: Line) => void) => {
    for (const line of lines) act(line);
  };
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscribed,
    get open() {
      return lines.size;
    },
    refuse: (...replies) => void refusals.push(...replies),
    send: (...messages) => {
      for (const message of messages) {
        const text = typeof message === "string" ? message : JSON.stringify(message);
        each((line) => line.send(text + ending));
      }
    },
    sendRaw: (text) => each((line) => line.send(text)),
    ping: () => each((line) => line.ping()),
    end: () => each((line) => line.end()),
    drop: () => each((line) => line.drop()),
    async close() {
      const closed = once(server.close(), "close");
      each((line) => line.drop());
      server.closeAllConnections();
      await closed;
    },
  };
}
