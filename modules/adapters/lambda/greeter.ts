import type { Greeter } from "../../ports/gateway.ts";
import { OutageError } from "../../runtime/errors.ts";
import { payloadOf } from "../api-gateway/payload.ts";
import { persistentPost, type RetryOptions } from "../api-gateway/persistent-post.ts";
import { signedPost } from "../api-gateway/signed-post.ts";
import { type InvokeOptions, invocationPath } from "./invoke.ts";

export interface GreeterOptions extends InvokeOptions, RetryOptions {
  timeoutMs?: number;
}

/**
 * Invokes the greeter function asynchronously: Lambda's `Invoke` with the invocation type Event.
 * Rejects with an OutageError if Lambda did not take the invocation.
 */
export function lambdaGreeter(options: GreeterOptions): Greeter {
  const post = persistentPost(
    signedPost({
      ...options,
      service: "lambda",
      headers: { "content-type": "application/json", "x-amz-invocation-type": "Event" },
    }),
    options,
  );
  const path = invocationPath(options.endpoint, options.functionName);
  return {
    async greet(connectionId, channels, after = {}) {
      const event = { connection_id: connectionId, channels, after };
      const outcome = await post(path, payloadOf(JSON.stringify(event)));
      if (outcome instanceof Error) throw new OutageError("Lambda did not answer", { cause: outcome });
      if (outcome !== 202) throw new OutageError(`Lambda answered ${outcome} instead of 202`);
    },
  };
}
