import { WebSocket } from "ws";
import type { ConnectionInfo, Connections, PostResult } from "../../interfaces.ts";
import type { Client } from "./events.ts";

/** Bytes buffered for a client that does not read; with more, its connection is closed. */
const BACKLOG_LIMIT = 16 * 1024 * 1024;

export interface Lifetimes {
  /** Milliseconds without a message either way. */
  idle: number;
  /** Milliseconds a connection may last. */
  life: number;
  /** Milliseconds between two checks. */
  sweep: number;
}

/** The limits of API Gateway: 10 minutes, 2 hours. */
export const LIFETIMES: Lifetimes = { idle: 10 * 60_000, life: 2 * 3_600_000, sweep: 1_000 };

interface Entry {
  socket: WebSocket;
  client: Client;
  lastActiveAt: number;
}

/** The open connections, by id. */
export function connectionRegistry({ idle, life, sweep }: Lifetimes) {
  const entries = new Map<string, Entry>();
  const timer = setInterval(() => {
    const now = Date.now();
    for (const { socket, client, lastActiveAt } of entries.values()) {
      const over = now - lastActiveAt > idle || now - client.connectedAt > life;
      if (over) socket.close(1001, "Going away");
    }
  }, sweep);
  timer.unref();

  const open = (connectionId: string): Entry | undefined => {
    const entry = entries.get(connectionId);
    return entry?.socket.readyState === WebSocket.OPEN ? entry : undefined;
  };

  /** Sends without waiting: unread frames are buffered, and too many of them end the connection. */
  function send({ socket }: Entry, data: Buffer | string): PostResult {
    if (socket.bufferedAmount > BACKLOG_LIMIT) {
      socket.terminate();
      return "gone";
    }
    socket.send(data, { binary: false });
    return "ok";
  }

  const connections: Connections = {
    post(connectionId, data) {
      const entry = open(connectionId);
      if (!entry) return "gone";
      entry.lastActiveAt = Date.now();
      return send(entry, data);
    },
    get(connectionId): ConnectionInfo | undefined {
      const entry = open(connectionId);
      return entry && infoOf(entry);
    },
    delete(connectionId) {
      const entry = open(connectionId);
      entry?.socket.close(1000, "Connection Closed Normally");
      return entry ? "ok" : "gone";
    },
  };

  return {
    connections,
    add(client: Client, socket: WebSocket): void {
      entries.set(client.connectionId, { socket, client, lastActiveAt: Date.now() });
      socket.once("close", () => entries.delete(client.connectionId));
    },
    /** Restarts the idle time: the client sent a message. */
    touch(connectionId: string): void {
      const entry = entries.get(connectionId);
      if (entry) entry.lastActiveAt = Date.now();
    },
    /** Closes all connections; those that do not answer within `grace` ms are cut. */
    async stop(grace: number): Promise<void> {
      clearInterval(timer);
      const sockets = [...entries.values()].map(({ socket }) => socket);
      const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
      for (const socket of sockets) socket.close(1001, "Going away");
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, grace);
      await Promise.all(closed);
      clearTimeout(cut);
    },
  };
}

function infoOf({ client, lastActiveAt }: Entry): ConnectionInfo {
  return {
    connectedAt: new Date(client.connectedAt).toISOString(),
    lastActiveAt: new Date(lastActiveAt).toISOString(),
    identity: { sourceIp: client.sourceIp, userAgent: client.userAgent ?? "" },
  };
}
