import type { Payload } from "../../ports/gateway.ts";
import type { Identity } from "./credentials.ts";
import { keepAlive } from "./keep-alive.ts";
import { requestSigner, type Signature } from "./sigv4.ts";

/** Posts a body and resolves with the status of the answer; rejects if there was none. */
export type Post = (path: string, payload: Payload) => Promise<number>;

export interface PostOptions extends Identity {
  /** `http:` or `https:`; only its origin counts. */
  endpoint: URL;
  service: string;
  /** Sent with every request; lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** Requests under way at a time; the others wait their turn. */
  maxSockets?: number;
  /** For one request, from when its turn has come until its answer is complete. */
  timeoutMs?: number;
  now?: () => number;
}

/** 32 to 128 keep a core busy; more only adds handshakes. */
const MAX_SOCKETS = 64;
const TIMEOUT_MS = 2_000;

interface Job {
  path: string;
  payload: Payload;
  resolve: (status: number) => void;
  reject: (error: Error) => void;
  next?: Job;
}

/** Signed POST requests over connections that are kept, at most `maxSockets` under way. */
export function signedPost(options: PostOptions): Post {
  const { endpoint, maxSockets = MAX_SOCKETS, timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const headers = { host: endpoint.host, ...options.headers };
  const sign = requestSigner({ ...options, headers, now });
  const headOf = heads(headers, options.credentials.sessionToken);
  const send = keepAlive({ endpoint, timeoutMs });
  let first: Job | undefined;
  let last: Job | undefined;
  let underWay = 0;

  const start = ({ path, payload, resolve, reject }: Job) => {
    underWay += 1;
    const answered = (outcome: number | Error) => {
      underWay -= 1;
      if (typeof outcome === "number") resolve(outcome);
      else reject(outcome);
      startNext();
    };
    const head = headOf(path, payload.body.length, sign(path, payload.sha256));
    send({ head, body: payload.body, answered });
  };
  const startNext = () => {
    if (!first || underWay >= maxSockets) return;
    const job = first;
    first = job.next;
    start(job);
  };

  return (path, payload) =>
    new Promise((resolve, reject) => {
      const job: Job = { path, payload, resolve, reject };
      if (first && last) last.next = job;
      else first = job;
      last = job;
      startNext();
    });
}

/** The head of each request: what they all share is put together once. */
function heads(headers: Readonly<Record<string, string>>, token: string | undefined) {
  const shared = { ...headers, ...(token === undefined ? {} : { "x-amz-security-token": token }) };
  const lines = Object.entries(shared)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  return (path: string, length: number, { date, authorization }: Signature) =>
    `POST ${path} HTTP/1.1\r\n${lines}content-length: ${length}\r\nx-amz-date: ${date}\r\nauthorization: ${authorization}\r\n\r\n`;
}
