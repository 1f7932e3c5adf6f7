import * as http from "node:http";
import * as https from "node:https";
import type { Payload } from "../../ports/gateway.ts";
import type { Identity } from "../api-gateway/credentials.ts";
import { escapeUri, requestSigner } from "../api-gateway/sigv4.ts";

/** Lambda's answer to a synchronous invocation. */
export interface Invocation {
  /** 200 even if the function failed: the others say that it was not invoked. */
  status: number;
  /** What the function resolved with, or what it failed with; JSON. */
  body: string;
  /** Such as `Unhandled`, if the function failed. */
  functionError?: string;
}

export interface InvokeOptions extends Identity {
  /** Name or ARN. */
  functionName: string;
  endpoint: URL;
  now?: () => number;
}

/** Where Lambda's API is: as the environment says, in the variables that every AWS SDK heeds, or at AWS. */
export function lambdaEndpoint(region: string, environment: NodeJS.ProcessEnv = process.env): URL {
  const { AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL } = environment;
  return new URL(AWS_ENDPOINT_URL_LAMBDA ?? AWS_ENDPOINT_URL ?? `https://lambda.${region}.amazonaws.com`);
}

/** Rejects if there is no complete answer within `timeoutMs`, or if the connection is lost. */
export type Invoke = (payload: Payload, timeoutMs: number) => Promise<Invocation>;

/**
 * Lambda's `Invoke`, signed by hand as posts are. By `node:http`, for here the answer counts, and there are few of
 * them.
 */
export function lambdaInvoke(options: InvokeOptions): Invoke {
  const { endpoint, functionName, credentials, now = Date.now } = options;
  const isSecure = endpoint.protocol === "https:";
  const agent = new (isSecure ? https : http).Agent({ keepAlive: true });
  const headers = {
    host: endpoint.host,
    "content-type": "application/json",
    "x-amz-invocation-type": "RequestResponse",
  };
  const sign = requestSigner({ ...options, service: "lambda", headers, now });
  const token =
    credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken };
  const path = invocationPath(endpoint, functionName);

  return async ({ body, sha256 }, timeoutMs) => {
    const { date, authorization } = sign(path, sha256);
    const request = (isSecure ? https : http).request(new URL(path, endpoint), {
      method: "POST",
      agent,
      headers: { ...headers, ...token, "x-amz-date": date, authorization, "content-length": body.length },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      request.on("response", resolve).on("error", reject).end(body);
    });
    const text = Buffer.concat(await response.toArray()).toString();
    const functionError = response.headers["x-amz-function-error"];
    return {
      status: response.statusCode ?? 0,
      body: text,
      ...(typeof functionError === "string" ? { functionError } : {}),
    };
  };
}

export function invocationPath(endpoint: URL, functionName: string): string {
  const base = endpoint.pathname.replace(/\/$/, "");
  return `${base}/2015-03-31/functions/${escapeUri(functionName)}/invocations`;
}
