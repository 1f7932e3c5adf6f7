import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { LIFETIMES, type Lifetimes } from "../../../../local/aws/api-gateway/websocket/connections.ts";
import { startWebSocketApi } from "../../../../local/aws/api-gateway/websocket-api.ts";
import type { Functions } from "../../../../local/aws/interfaces.ts";
import { fakeApi, fakeFunctions, silentLog } from "../../../support/fake-template.ts";

interface Event {
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded: boolean;
  requestContext: { connectionId: string; routeKey: string; requestId: string; eventType: string };
}

const ROUTES = {
  $connect: "connect",
  $disconnect: "disconnect",
  $default: "default",
  ping: "ping",
  quiet: "quiet",
};
const MESSAGES = new Set(["ping", "$default"]);
const api = fakeApi("WEBSOCKET", "live", ROUTES, {
  route: (key) => (MESSAGES.has(key) ? { RouteResponseSelectionExpression: "$default" } : {}),
});
const OK = { statusCode: 200 };

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

type Handlers = Record<string, (event: Event) => unknown>;

async function serve(
  handlers: Handlers = {},
  lifetimes: Lifetimes = LIFETIMES,
  template = api,
  queued = (functions: Functions) => functions,
) {
  const functions = fakeFunctions({
    connect: () => OK,
    disconnect: () => OK,
    default: () => ({ statusCode: 200, body: "default" }),
    ping: () => ({ statusCode: 200, body: "pong" }),
    quiet: () => ({ statusCode: 200, body: "not to be seen" }),
    ...handlers,
  });
  const options = { template, functions: queued(functions), port: 0, log: silentLog() };
  const running = await startWebSocketApi(options, lifetimes);
  stop = running.stop;
  return running;
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, "open");
  return socket;
}

async function next(socket: WebSocket): Promise<string> {
  const [data] = await once(socket, "message");
  return String(data);
}

/** What a handler was given the first time it was called, and its connection's id. */
function watched(answer: unknown = OK) {
  const { promise, resolve } = Promise.withResolvers<Event>();
  const handler = (event: Event) => {
    resolve(event);
    return answer;
  };
  return { event: promise, handler };
}

describe("$connect", () => {
  test("has the event of API Gateway", async () => {
    const { event, handler } = watched();
    const { url } = await serve({ connect: handler });
    new WebSocket(`${url}?match=1&match=2&token=a%20b`, { headers: { "User-Agent": "tests", "X-Two": "1" } });
    expect(await event).toEqual({
      headers: expect.objectContaining({
        "User-Agent": "tests",
        "X-Two": "1",
        "Sec-WebSocket-Version": "13",
        "X-Forwarded-For": "127.0.0.1",
      }),
      multiValueHeaders: expect.objectContaining({ "User-Agent": ["tests"] }),
      queryStringParameters: { match: "2", token: "a b" },
      multiValueQueryStringParameters: { match: ["1", "2"], token: ["a b"] },
      requestContext: {
        routeKey: "$connect",
        eventType: "CONNECT",
        extendedRequestId: expect.any(String),
        requestTime: expect.stringMatching(/\+0000$/),
        messageDirection: "IN",
        stage: "live",
        connectedAt: expect.any(Number),
        requestTimeEpoch: expect.any(Number),
        identity: { userAgent: "tests", sourceIp: "127.0.0.1" },
        requestId: expect.any(String),
        domainName: "TheApi.execute-api.eu-west-1.amazonaws.com",
        connectionId: expect.stringMatching(/^[\w-]{15}=$/),
        apiId: "TheApi",
      },
      isBase64Encoded: false,
    });
  });

  test.each([
    ["401 of the function", () => ({ statusCode: 401 }), 401],
    ["429 of the function", () => ({ statusCode: 429, body: "too many" }), 429],
    [
      "a function that throws",
      () => {
        throw new Error("no");
      },
      502,
    ],
    ["an answer without a status", () => ({}), 502],
    ["a status that is no answer", () => ({ statusCode: 302 }), 502],
  ])("%s refuses the handshake", async (_what, connect, status) => {
    const { url } = await serve({ connect });
    const socket = new WebSocket(url);
    const [error] = await once(socket, "error").catch((error) => [error]);
    expect(error.message).toBe(`Unexpected server response: ${status}`);
  });

  test("nothing can be posted before the handshake is done", async () => {
    const { event, handler } = watched();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { url, connections } = await serve({
      connect: async (given) => {
        handler(given);
        await released;
        return OK;
      },
    });
    const socket = new WebSocket(url);
    const { connectionId } = (await event).requestContext;
    expect(await connections.post(connectionId, Buffer.from("x"))).toBe("gone");
    expect(connections.get(connectionId)).toBeUndefined();
    release();
    await once(socket, "open");
    const frame = next(socket);
    expect(await connections.post(connectionId, Buffer.from("hello"))).toBe("ok");
    expect(await frame).toBe("hello");
  });

  test("a client that leaves during $connect is disconnected again", async () => {
    const connecting = watched();
    const disconnecting = watched();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { url } = await serve({
      connect: async (given) => {
        connecting.handler(given);
        await released;
        return OK;
      },
      disconnect: disconnecting.handler,
    });
    const socket = new WebSocket(url);
    socket.on("error", () => {});
    const { connectionId } = (await connecting.event).requestContext;
    socket.terminate();
    release();
    expect((await disconnecting.event).requestContext.connectionId).toBe(connectionId);
  });

  test("waiting for an instance is no part of the time that the function has", async () => {
    const hasty = fakeApi("WEBSOCKET", "live", ROUTES, { integration: { TimeoutInMillis: 5 } });
    const { url } = await serve({}, LIFETIMES, hasty, (functions) => ({
      ...functions,
      invoke: async (reference, event, waiting) => {
        await setTimeout(50);
        return functions.invoke(reference, event, waiting);
      },
    }));
    expect((await open(url)).readyState).toBe(WebSocket.OPEN);
  });

  test("a function that takes longer than it may is a 504", async () => {
    const hasty = fakeApi("WEBSOCKET", "live", ROUTES, { integration: { TimeoutInMillis: 5 } });
    const { url } = await serve({ connect: () => new Promise(() => {}) }, LIFETIMES, hasty);
    const [error] = await once(new WebSocket(url), "error").catch((e) => [e]);
    expect(error.message).toContain("504");
  });

  test("a client that gives up before its turn takes nobody's time", async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: dropped, resolve: drop } = Promise.withResolvers<void>();
    const { url } = await serve({}, LIFETIMES, api, (functions) => ({
      ...functions,
      async invoke(_reference, _event, { signal } = {}) {
        signal?.addEventListener("abort", () => drop());
        ask();
        await dropped;
        return { payload: {}, functionError: "Unhandled" };
      },
    }));
    const socket = new WebSocket(url);
    socket.on("error", () => {});
    await asked;
    socket.terminate();
    await dropped;
  });

  test("another path is a 403", async () => {
    const { url } = await serve();
    const [error] = await once(new WebSocket(url.replace("/live", "/other")), "error").catch((e) => [e]);
    expect(error.message).toContain("403");
  });

  test("a subprotocol is agreed to only if the function does", async () => {
    const agreed = await serve({ connect: () => ({ ...OK, headers: { "sec-websocket-protocol": "b" } }) });
    const socket = new WebSocket(agreed.url, ["a", "b"]);
    await once(socket, "open");
    expect(socket.protocol).toBe("b");
  });
});

describe("messages", () => {
  test.each([
    ["its action", '{"action":"ping"}', "pong"],
    ["an action without a route", '{"action":"dance"}', "default"],
    ["no JSON", "hello", "default"],
    ["a lifecycle route", '{"action":"$connect"}', "default"],
    ["a name every object has", '{"action":{"toString":1}}', "default"],
  ])("are routed by %s", async (_what, message, reply) => {
    const { url } = await serve();
    const socket = await open(url);
    socket.send(message);
    expect(await next(socket)).toBe(reply);
  });

  test("have the event of API Gateway", async () => {
    const { event, handler } = watched();
    const { url } = await serve({ ping: handler });
    const socket = await open(url);
    socket.send('{"action":"ping","é":1}');
    expect(await event).toEqual({
      body: '{"action":"ping","é":1}',
      isBase64Encoded: false,
      requestContext: expect.objectContaining({
        routeKey: "ping",
        eventType: "MESSAGE",
        messageId: expect.any(String),
        messageDirection: "IN",
        stage: "live",
      }),
    });
  });

  test("are answered only by a route that has a response", async () => {
    const { url } = await serve();
    const socket = await open(url);
    socket.send('{"action":"quiet"}');
    socket.send('{"action":"ping"}');
    expect(await next(socket)).toBe("pong");
  });

  test("get an error frame where the function fails", async () => {
    const { url } = await serve({
      ping: () => {
        throw new Error("secret");
      },
    });
    const socket = await open(url);
    socket.send('{"action":"ping"}');
    expect(JSON.parse(await next(socket))).toEqual({
      message: "Internal server error",
      connectionId: expect.any(String),
      requestId: expect.any(String),
    });
  });

  test("binary ones arrive as base64 at $default", async () => {
    const { event, handler } = watched();
    const { url } = await serve({ default: handler });
    (await open(url)).send(Buffer.from([0, 255]));
    expect(await event).toMatchObject({ body: "AP8=", isBase64Encoded: true });
  });

  test.each([
    ["a frame above 32 KB", (socket: WebSocket) => socket.send("x".repeat(32 * 1024 + 1))],
    [
      "a message above 128 KB in small frames",
      (socket: WebSocket) => {
        for (let sent = 0; sent < 5; sent += 1) socket.send("x".repeat(30 * 1024), { fin: false });
      },
    ],
  ])("%s closes with 1009", async (_what, send) => {
    let reached = false;
    const { url } = await serve({
      default: () => {
        reached = true;
        return OK;
      },
    });
    const socket = await open(url);
    send(socket);
    const [code] = await once(socket, "close");
    expect([code, reached]).toEqual([1009, false]);
  });

  test("a message of 128 KB in frames of 32 KB arrives whole", async () => {
    const { event, handler } = watched();
    const { url } = await serve({ default: handler });
    const socket = await open(url);
    for (const fin of [false, false, false, true]) socket.send("x".repeat(32 * 1024), { fin });
    expect((await event).body).toHaveLength(128 * 1024);
  });

  test("above the stage's throttling are refused", async () => {
    const throttled = fakeApi("WEBSOCKET", "live", ROUTES, {
      stage: { DefaultRouteSettings: { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 1 } },
      route: () => ({ RouteResponseSelectionExpression: "$default" }),
    });
    const { url } = await serve({}, LIFETIMES, throttled);
    const socket = await open(url);
    socket.send('{"action":"ping"}');
    expect(await next(socket)).toBe("pong");
    socket.send('{"action":"ping"}');
    expect(JSON.parse(await next(socket))).toMatchObject({ message: "Too Many Requests" });
    const [error] = await once(new WebSocket(url), "error").catch((e) => [e]);
    expect(error.message).toContain("429");
  });
});

describe("the end of a connection", () => {
  test("$disconnect says how it ended, and the connection is gone", async () => {
    const connecting = watched();
    const disconnecting = watched();
    const { url, connections } = await serve({
      connect: connecting.handler,
      disconnect: disconnecting.handler,
    });
    const socket = await open(url);
    const { connectionId } = (await connecting.event).requestContext;
    socket.close(4001, "bye");
    expect((await disconnecting.event).requestContext).toMatchObject({
      connectionId,
      eventType: "DISCONNECT",
      routeKey: "$disconnect",
      disconnectStatusCode: 4001,
      disconnectReason: "bye",
    });
    expect(await connections.post(connectionId, Buffer.from("x"))).toBe("gone");
    expect(await connections.delete(connectionId)).toBe("gone");
  });

  test("a connection can be looked up and closed from the server", async () => {
    const { event, handler } = watched();
    const { url, connections } = await serve({ connect: handler });
    const socket = await open(url);
    const { connectionId } = (await event).requestContext;
    expect(connections.get(connectionId)).toEqual({
      connectedAt: expect.stringMatching(/Z$/),
      lastActiveAt: expect.stringMatching(/Z$/),
      identity: { sourceIp: "127.0.0.1", userAgent: "" },
    });
    const closed = once(socket, "close");
    expect(await connections.delete(connectionId)).toBe("ok");
    expect((await closed)[0]).toBe(1000);
  });

  test.each([
    ["idle", { ...LIFETIMES, idle: 30, sweep: 10 }],
    ["old", { ...LIFETIMES, life: 30, sweep: 10 }],
  ])("one that is too %s is closed with 1001", async (_what, lifetimes) => {
    const { url } = await serve({}, lifetimes);
    const [code] = await once(await open(url), "close");
    expect(code).toBe(1001);
  });

  test("one that keeps talking is not idle", async () => {
    const { url } = await serve({}, { ...LIFETIMES, idle: 200, sweep: 10 });
    const socket = await open(url);
    for (let said = 0; said < 6; said += 1) {
      socket.send('{"action":"ping"}');
      expect(await next(socket)).toBe("pong");
      await setTimeout(60);
    }
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test("stopping does not wait for handshakes", async () => {
    const { event, handler } = watched();
    const running = await serve({
      connect: (given) => {
        handler(given);
        return new Promise(() => {});
      },
    });
    const socket = new WebSocket(running.url);
    const failed = new Promise((resolve) => socket.on("error", resolve));
    await event;
    await running.stop();
    await failed;
    stop = undefined;
  });

  test("stopping closes every connection", async () => {
    const running = await serve();
    const sockets = await Promise.all([open(running.url), open(running.url)]);
    const codes = sockets.map((socket) => once(socket, "close"));
    await running.stop();
    expect((await Promise.all(codes)).map(([code]) => code)).toEqual([1001, 1001]);
    stop = undefined;
  });
});

test("a client that does not read holds up nobody and is given up in the end", async () => {
  const ids: string[] = [];
  const { url, connections } = await serve({
    connect: ({ requestContext }) => {
      ids.push(requestContext.connectionId);
      return OK;
    },
  });
  const slow = connectTcp(Number(new URL(url).port));
  const key = randomBytes(16).toString("base64");
  slow.write(
    `GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await once(slow, "data");
  slow.pause();
  const quick = await open(url);
  const [slowId = "", quickId = ""] = ids;
  const data = Buffer.alloc(128 * 1024, "x");
  let results: string[] = [];
  while (!results.includes("gone")) results = [...results, await connections.post(slowId, data)];
  const frame = next(quick);
  await connections.post(quickId, Buffer.from("still here"));
  expect(await frame).toBe("still here");
  expect(results.length).toBeGreaterThan(100);
  slow.destroy();
});

test("a thousand clients connect at once and each gets its own frame", async () => {
  const ids: string[] = [];
  const { url, connections } = await serve({
    connect: ({ requestContext }) => {
      ids.push(requestContext.connectionId);
      return OK;
    },
  });
  const sockets = await Promise.all(Array.from({ length: 1000 }, () => open(url)));
  const frames = Promise.all(sockets.map(next));
  for (const id of ids) connections.post(id, Buffer.from(id));
  expect((await frames).sort()).toEqual([...ids].sort());
});
