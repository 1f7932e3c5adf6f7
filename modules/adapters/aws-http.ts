import { NodeHttpHandler } from "@smithy/node-http-handler";

const CONNECT_TIMEOUT_MS = 1_000;
const SOCKETS = 128;

/**
 * How the SDK's clients talk: HTTP/1 over connections that are kept (the SDK's own default for Kinesis is HTTP/2
 * with a session per call), and a call that hangs fails, so that it is made again.
 *
 * @param timeoutMs for one try of one call
 */
export function awsHttp(timeoutMs: number): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: SOCKETS };
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: timeoutMs,
    // Without it the timeout is no more than a warning.
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  });
}
