import type { Gateway } from "../../ports/gateway.ts";
import type { Identity } from "./credentials.ts";
import { persistentPost, type RetryOptions } from "./persistent-post.ts";
import { signedPost } from "./signed-post.ts";
import { escapeUri } from "./sigv4.ts";

export interface GatewayOptions extends Identity, RetryOptions {
  /** URL of the WebSocket stage for `@connections`, without a slash at the end. */
  callbackUrl: string;
  maxSockets?: number;
  timeoutMs?: number;
  now?: () => number;
}

/**
 * The `@connections` API of API Gateway, signed by hand: the SDK's client costs ten times the CPU and more.
 * It bounds by itself how many posts are under way, so a whole audience may be posted to at once.
 */
export function signedGateway(options: GatewayOptions): Gateway {
  const endpoint = new URL(options.callbackUrl);
  const post = persistentPost(
    signedPost({
      ...options,
      endpoint,
      service: "execute-api",
      headers: { "content-type": "application/octet-stream" },
    }),
    options,
  );
  const connections = `${endpoint.pathname.replace(/\/$/, "")}/@connections/`;
  return {
    async post(connectionId, payload) {
      const outcome = await post(connections + escapeUri(connectionId.toWellFormed()), payload);
      if (outcome === 410) return "gone";
      return outcome === 200 ? "delivered" : "failed";
    },
  };
}
