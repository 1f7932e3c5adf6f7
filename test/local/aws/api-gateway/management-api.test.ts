import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { connectionsService } from "../../../../local/aws/api-gateway/management-api.ts";
import { startWebSocketApi } from "../../../../local/aws/api-gateway/websocket-api.ts";
import { type Caller, Refusal } from "../../../../local/aws/endpoint/request.ts";
import { signedGateway } from "../../../../modules/adapters/api-gateway/signed-gateway.ts";
import { gatewayContract } from "../../../support/contracts/gateway.ts";
import { eventually } from "../../../support/eventually.ts";
import { fakeApi, fakeFunctions, silentLog } from "../../../support/fake-template.ts";

const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const CALLER: Caller = { credentials: { ...credentials, sessionToken: "token" } };

interface SocketEvent {
  requestContext: { connectionId: string };
}

gatewayContract("the gateway before the local management API", async () => {
  const template = fakeApi("WEBSOCKET", "live", { $connect: "connect", $disconnect: "disconnect" });
  const connected: string[] = [];
  const left = new Set<string>();
  const functions = fakeFunctions({
    connect: ({ requestContext }: SocketEvent) => {
      connected.push(requestContext.connectionId);
      return { statusCode: 200 };
    },
    disconnect: ({ requestContext }: SocketEvent) => void left.add(requestContext.connectionId),
  });
  const sockets = await startWebSocketApi({ template, functions, port: 0, log: silentLog() });
  const service = connectionsService(() => sockets.connections, template.environment);
  const server = createServer(async (request, response) => {
    const { method = "", url = "" } = request;
    const body = Buffer.concat(await request.toArray());
    try {
      await service.answer({ method, url, headers: {}, body }, response, CALLER);
    } catch (error) {
      response.writeHead(error instanceof Refusal ? error.status : 500).end();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await sockets.stop();
  });

  const viewers = new Map<string, { socket: WebSocket; frames: unknown[] }>();
  return {
    gateway: signedGateway({
      callbackUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/execute-api/TheApi/live`,
      region: template.environment.region,
      credentials,
    }),
    async connect() {
      const socket = new WebSocket(sockets.url);
      const frames: unknown[] = [];
      socket.on("message", (data) => frames.push(JSON.parse(String(data))));
      await once(socket, "open");
      const id = connected.at(-1) ?? "";
      viewers.set(id, { socket, frames });
      return id;
    },
    async disconnect(id) {
      viewers.get(id)?.socket.close();
      await eventually(() => expect(left.has(id)).toBe(true));
    },
    async received(id, frames) {
      await eventually(() => expect(viewers.get(id)?.frames).toHaveLength(frames));
      return viewers.get(id)?.frames ?? [];
    },
  };
});
