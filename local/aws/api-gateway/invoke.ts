import type { Functions } from "../contracts.ts";
import type { Integration } from "./apis.ts";

/** What Lambda takes and gives in one synchronous invocation. */
export const LAMBDA_PAYLOAD_LIMIT = 6 * 1024 * 1024;

export type Outcome =
  | { kind: "returned"; payload: unknown }
  /** The function threw, timed out, or could not be reached. `error` is what it threw. */
  | { kind: "failed"; error?: unknown }
  /** No instance was free and none could be started. */
  | { kind: "throttled" }
  | { kind: "timeout" };

/** Invokes the function of an integration as API Gateway does. Never rejects. */
export async function invoke(
  functions: Functions,
  { uri, timeoutMs }: Integration,
  event: unknown,
  longest: number,
): Promise<Outcome> {
  const limit = Math.min(timeoutMs ?? longest, longest);
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve({ kind: "timeout" }), limit);
  try {
    return await Promise.race([late, outcome(functions, uri, event)]);
  } finally {
    clearTimeout(timer);
  }
}

async function outcome(functions: Functions, uri: string, event: unknown): Promise<Outcome> {
  try {
    const { payload, functionError } = await functions.invoke(uri, event);
    return functionError ? { kind: "failed", error: payload } : { kind: "returned", payload };
  } catch (error) {
    const throttled = error instanceof Error && error.name === "TooManyRequestsException";
    return { kind: throttled ? "throttled" : "failed" };
  }
}
