import type { Gateway, PostOutcome } from "../../modules/ports/gateway.ts";

/** API Gateway takes no larger message. */
const MAX_BYTES = 128 * 1024;

/** Keeps what each connection was posted; `outcomes` says which connections do not take it. */
export function memoryGateway(outcomes: Record<string, PostOutcome> = {}) {
  const posted = new Map<string, unknown[]>();
  const gateway: Gateway = {
    post: async (connectionId, payload) => {
      await Promise.resolve();
      const outcome = outcomes[connectionId] ?? "delivered";
      if (outcome !== "delivered") return outcome;
      if (payload.body.length > MAX_BYTES) return "failed";
      posted.set(connectionId, [...(posted.get(connectionId) ?? []), JSON.parse(payload.body.toString())]);
      return outcome;
    },
  };
  return { gateway, posted };
}
