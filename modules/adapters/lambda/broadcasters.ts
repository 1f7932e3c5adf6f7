import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import type { Broadcasters, BroadcastOrder, Payload, SegmentReport } from "../../ports/gateway.ts";
import { OutageError } from "../../runtime/errors.ts";
import { payloadOf } from "../api-gateway/payload.ts";
import type { RetryOptions } from "../api-gateway/persistent-post.ts";
import { type Invocation, type InvokeOptions, lambdaInvoke } from "./invoke.ts";

const RETRIES = 2;
/** Longest pause before the first retry; it doubles with each. */
const FIRST_PAUSE_MS = 200;
/** After `until` a broadcaster may still be at a post that it has begun: four tries of 2 s and the pauses. */
const GRACE_MS = 10_000;

const answer = z.object({
  delivered: z.number(),
  failed: z.number(),
  skipped: z.number(),
  conflated: z.number(),
  deferred: z.number(),
  gone: z.number(),
  viewers: z.record(z.string(), z.number()),
});

/**
 * Invokes the broadcaster function and waits for its report.
 *
 * Retries, while there is time, what Lambda did not take (429, 5xx, no connection) and what failed: at worst viewers
 * get the same frames again in the same order, and drop them. Does not retry what did not end in time, because a retry
 * would not end in time either.
 */
export function lambdaBroadcasters(options: InvokeOptions & RetryOptions): Broadcasters {
  const { retries = RETRIES, random = Math.random, now = Date.now } = options;
  const sleep = options.sleep ?? (setTimeout as (ms: number) => Promise<unknown>);
  const invoke = lambdaInvoke(options);
  const encode = encoder();

  return {
    async broadcast(order) {
      const payload = encode(order);
      for (let tries = 0; ; tries += 1) {
        const { report, error, again } = await attempt(() => invoke(payload, order.until + GRACE_MS - now()));
        if (report) return report;
        if (!again || tries === retries || now() >= order.until) throw error;
        await sleep(random() * FIRST_PAUSE_MS * 2 ** tries);
      }
    },
  };
}

type Attempt =
  | { report: SegmentReport; error?: never; again?: never }
  | { report?: never; error: OutageError; again: boolean };

async function attempt(invoke: () => Promise<Invocation>): Promise<Attempt> {
  try {
    const { status, functionError, body } = await invoke();
    if (status !== 200) {
      const error = new OutageError(`Lambda answered ${status} instead of 200`);
      return { error, again: status === 429 || status >= 500 };
    }
    if (functionError !== undefined)
      return { error: new OutageError(`the broadcaster failed: ${functionError}`), again: true };
    return { report: answer.parse(JSON.parse(body)) };
  } catch (cause) {
    return { error: new OutageError("the broadcaster did not answer", { cause }), again: true };
  }
}

/** Encodes orders. The publications are the same for each segment, so their JSON is made once. */
function encoder(): (order: BroadcastOrder) => Payload {
  const texts = new WeakMap<object, string>();
  return ({ publications, segment, until }) => {
    const text = texts.get(publications) ?? JSON.stringify(publications);
    texts.set(publications, text);
    return payloadOf(`{"segment":${JSON.stringify(segment)},"until":${until},"publications":${text}}`);
  };
}
