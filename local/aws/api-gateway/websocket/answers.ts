import * as z from "zod";
import type { Outcome } from "../invoke.ts";
import type { Client } from "./events.ts";

/** The decision on a handshake. */
export interface Admission {
  status: number;
  body: string;
  /** The subprotocol the function chose. */
  protocol?: string;
  /** The context of the authorizer: every event of the connection has it. */
  client?: Client;
}

const answer = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  body: z.string().nullish(),
});

const BAD_GATEWAY: Admission = { status: 502, body: "Internal server error" };

/** Derives the decision on a handshake from the answer of `$connect`: 2xx completes it. */
export function admissionOf(outcome: Outcome): Admission {
  if (outcome.kind === "timeout") return { status: 504, body: "Endpoint request timed out" };
  if (outcome.kind !== "returned") return BAD_GATEWAY;
  const parsed = answer.safeParse(outcome.payload);
  if (!parsed.success) return BAD_GATEWAY;
  const { statusCode, headers, body } = parsed.data;
  if (statusCode < 200 || statusCode >= 300) {
    // 1xx and 3xx are no decision.
    return { status: statusCode < 400 ? 502 : statusCode, body: body ?? "" };
  }
  const protocol = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === "sec-websocket-protocol",
  )?.[1];
  return { status: 200, body: "", ...(protocol ? { protocol } : {}) };
}

/** The frame API Gateway sends if the function did not answer. */
export function failure(message: string, connectionId: string, requestId: string): string {
  return JSON.stringify({ message, connectionId, requestId });
}

/** The frame that answers a message; undefined for none. */
export function replyOf(
  outcome: Outcome,
  responds: boolean,
  connectionId: string,
  requestId: string,
): string | undefined {
  if (outcome.kind === "timeout") return failure("Endpoint request timed out", connectionId, requestId);
  if (outcome.kind !== "returned") return failure("Internal server error", connectionId, requestId);
  if (!responds) return undefined;
  const parsed = answer.safeParse(outcome.payload);
  if (!parsed.success) return failure("Internal server error", connectionId, requestId);
  return parsed.data.body || undefined;
}
