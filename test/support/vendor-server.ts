import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** A call as the vendor sees it. */
export interface Call {
  /** Milliseconds since the epoch. */
  at: number;
  /** Without the query. */
  path: string;
  query: Readonly<Record<string, string>>;
  headers: IncomingMessage["headers"];
}

/** What the vendor answers, or does instead of answering. */
export interface Reply {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  body?: unknown;
  /** Waits before it says anything. */
  afterMs?: number;
  gzip?: boolean;
  /** Breaks the connection off in the midst of the body. */
  broken?: boolean;
  /** Answered with 304 if the caller has it already. */
  etag?: string;
}

/** A vendor's REST API on this machine, as well or as badly behaved as a test wants it. */
export interface VendorServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly calls: readonly Call[];
  /** The most calls that were under way at once. */
  readonly atOnce: number;
  /** Answers that are given first, each once; a function is asked when it is its turn. */
  next(...replies: (Reply | ((call: Call) => Reply))[]): void;
  close(): Promise<void>;
}

/** @param usually what it answers when nothing else is due */
export async function startVendorServer(usually: (call: Call) => Reply): Promise<VendorServer> {
  const calls: Call[] = [];
  let underWay = 0;
  let atOnce = 0;
  const due: (Reply | ((call: Call) => Reply))[] = [];
  const server = createServer((request, response) => {
    const call = callOf(request);
    calls.push(call);
    underWay += 1;
    atOnce = Math.max(atOnce, underWay);
    response.once("close", () => {
      underWay -= 1;
    });
    const next = due.shift() ?? usually;
    void answer(typeof next === "function" ? next(call) : next, call, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get atOnce() {
      return atOnce;
    },
    next: (...replies) => void due.push(...replies),
    async close() {
      const closed = once(server.close(), "close");
      server.closeAllConnections();
      await closed;
    },
  };
}

function callOf({ url = "/", headers }: IncomingMessage): Call {
  const { pathname, searchParams } = new URL(url, "http://vendor");
  return { at: Date.now(), path: pathname, query: Object.fromEntries(searchParams), headers };
}

async function answer(reply: Reply, { headers }: Call, response: ServerResponse): Promise<void> {
  if (reply.afterMs !== undefined) await setTimeout(reply.afterMs, undefined, { ref: false });
  if (reply.etag !== undefined && headers["if-none-match"] === reply.etag) {
    response.writeHead(304, { etag: reply.etag }).end();
    return;
  }
  const { body = "", gzip = false } = reply;
  const text = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const sent = gzip ? gzipSync(text) : text;
  response.writeHead(reply.status ?? 200, {
    "content-type": "application/json",
    "content-length": sent.length,
    ...(gzip ? { "content-encoding": "gzip" } : {}),
    ...(reply.etag === undefined ? {} : { etag: reply.etag }),
    ...reply.headers,
  });
  if (!reply.broken) {
    response.end(sent);
    return;
  }
  response.write(sent.subarray(0, sent.length / 2));
  await setTimeout(20, undefined, { ref: false });
  response.destroy();
}

/** What vendors are like on a bad day. */
export const BAD_DAY = {
  tooMany: (retryAfter?: string): Reply => ({
    status: 429,
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
    body: { message: "Too many requests" },
  }),
  serverError: { status: 500, body: "Internal Server Error" },
  htmlPage: {
    headers: { "content-type": "text/html" },
    body: "<!doctype html><html><body><h1>We will be back soon</h1></body></html>",
  },
  /** Whole as HTTP goes, but not as JSON. */
  cutShort: (body: unknown): Reply => ({ body: JSON.stringify(body).slice(0, -20) }),
  brokenOff: (body: unknown): Reply => ({ body, broken: true }),
  slow: (afterMs: number, body: unknown): Reply => ({ afterMs, body }),
  redirect: (location: string): Reply => ({ status: 302, headers: { location }, body: "" }),
} as const;
