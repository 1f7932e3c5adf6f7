import type { Functions, Waiting } from "../interfaces.ts";
import type { Integration } from "./apis.ts";

/** Lambda's limit for the payload and the result of a synchronous invocation. */
export const LAMBDA_PAYLOAD_LIMIT = 6 * 1024 * 1024;

export type Outcome =
  | { kind: "returned"; payload: unknown }
  /** The function threw `error`, timed out, or was unavailable. */
  | { kind: "failed"; error?: unknown }
  /** No instance was free and none could be started. */
  | { kind: "throttled" }
  | { kind: "timeout" };

/**
 * Invokes the function of an integration as API Gateway does. Never rejects.
 *
 * The time the integration has begins with the execution: that this machine has fewer instances than a crowd needs
 * is no slowness of the function, and on AWS each of the crowd has an instance at once.
 *
 * @param signal aborted where the client has left: what has not begun by then does not begin
 */
export async function invoke(
  functions: Functions,
  { uri, timeoutMs }: Integration,
  event: unknown,
  longest: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  const limit = Math.min(timeoutMs ?? longest, longest);
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  let timer: NodeJS.Timeout | undefined;
  const started = () => {
    timer = setTimeout(() => resolve({ kind: "timeout" }), limit);
  };
  try {
    return await Promise.race([
      late,
      outcome(functions, uri, event, { started, ...(signal ? { signal } : {}) }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

async function outcome(
  functions: Functions,
  uri: string,
  event: unknown,
  waiting: Waiting,
): Promise<Outcome> {
  try {
    const { payload, functionError } = await functions.invoke(uri, event, waiting);
    return functionError ? { kind: "failed", error: payload } : { kind: "returned", payload };
  } catch (error) {
    const throttled = error instanceof Error && error.name === "TooManyRequestsException";
    return { kind: throttled ? "throttled" : "failed" };
  }
}
