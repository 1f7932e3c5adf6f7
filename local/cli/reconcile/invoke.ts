import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../../aws/endpoint/signature.ts";
import type { Credentials } from "../../aws/lambda/functions/definition.ts";

/** A function, and who may invoke it. */
export interface Target {
  name: string;
  region: string;
  /** Of Lambda's API, without a trailing slash. */
  endpoint: string;
  credentials: Credentials;
}

/** Lambda did not invoke the function. */
export class RefusedInvocationError extends Error {
  override readonly name = "RefusedInvocationError";
  readonly status: number;
  /** `ResourceNotFoundException` */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The function failed. */
export class FailedInvocationError extends Error {
  override readonly name = "FailedInvocationError";
  /** Name of the error it threw. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** A connection that says nothing for so long is kept open by its keep-alive packets. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Invokes a function and waits for its answer, as long as that takes: the clients that are at hand give up before the
 * quarter of an hour that a function may have.
 *
 * @throws RefusedInvocationError, FailedInvocationError, or what Node says if nobody answers
 */
export async function invoke(target: Target, event: object, signal: AbortSignal): Promise<unknown> {
  const { credentials, region } = target;
  const url = new URL(
    `${target.endpoint}/2015-03-31/functions/${encodeURIComponent(target.name)}/invocations`,
  );
  const body = JSON.stringify(event);
  const signer = new SignatureV4({ credentials, region, service: "lambda", sha256: Sha256 });
  const { headers } = await signer.sign({
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { host: url.host, "content-type": "application/json" },
    body,
  });
  const answer = await post(url, headers, body, signal);
  const said = fieldsIn(answer.text);
  if (answer.status !== 200)
    throw new RefusedInvocationError(answer.status, answer.code, textIn(said, "message", "Message"));
  if (answer.failed) throw new FailedInvocationError(textIn(said, "errorType"), textIn(said, "errorMessage"));
  return said;
}

interface Answer {
  status: number;
  /** Of a refusal. */
  code: string;
  failed: boolean;
  text: string;
}

function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = url.protocol === "https:" ? overHttps : overHttp;
  const outgoing = request(url, { method: "POST", headers, signal }, (response) => {
    response.toArray().then((chunks: Buffer[]) => {
      const { "x-amzn-errortype": code = "", "x-amz-function-error": failure } = response.headers;
      resolve({
        status: response.statusCode ?? 0,
        code: String(code).split(":")[0] ?? "",
        failed: failure !== undefined,
        text: Buffer.concat(chunks).toString("utf8"),
      });
    }, reject);
  });
  outgoing.on("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

function fieldsIn(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function textIn(fields: Record<string, unknown>, ...names: string[]): string {
  return names.map((name) => fields[name]).find((value) => typeof value === "string") ?? "";
}
