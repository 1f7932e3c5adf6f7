import { OutageError } from "../../errors.ts";
import type { Greeter } from "../../ports.ts";
import type { Identity } from "./credentials.ts";
import { payloadOf } from "./payload.ts";
import { persistentPost, type RetryOptions } from "./persistent-post.ts";
import { signedPost } from "./signed-post.ts";
import { escapeUri } from "./sigv4.ts";

export interface GreeterOptions extends Identity, RetryOptions {
  /** Name or ARN of the welcome function. */
  functionName: string;
  endpoint: URL;
  timeoutMs?: number;
  now?: () => number;
}

/** Where Lambda's API is: as the environment says, in the variables that every AWS SDK heeds, or at AWS. */
export function lambdaEndpoint(region: string, environment: NodeJS.ProcessEnv = process.env): URL {
  const { AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL } = environment;
  return new URL(AWS_ENDPOINT_URL_LAMBDA ?? AWS_ENDPOINT_URL ?? `https://lambda.${region}.amazonaws.com`);
}

/**
 * Greets by invoking the welcome function asynchronously: Lambda's `Invoke` with the invocation type Event.
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
  const base = options.endpoint.pathname.replace(/\/$/, "");
  const path = `${base}/2015-03-31/functions/${escapeUri(options.functionName)}/invocations`;
  return {
    async greet(connectionId, channels) {
      const event = { connection_id: connectionId, channels };
      const outcome = await post(path, payloadOf(JSON.stringify(event)));
      if (outcome instanceof Error) throw new OutageError("Lambda did not answer", { cause: outcome });
      if (outcome !== 202) throw new OutageError(`Lambda answered ${outcome} instead of 202`);
    },
  };
}
