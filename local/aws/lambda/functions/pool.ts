import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Invocation, Log, Waiting } from "../../interfaces.ts";
import type { FunctionDefinition } from "./definition.ts";
import { failure, type Instance, startInstance } from "./instance.ts";

/** The instances of one function. */
export interface Pool {
  /**
   * Answers when an instance has. Waits for a free one where Lambda would start one more.
   *
   * @throws TooManyRequestsException at once, if Lambda could not start one more either
   */
  invoke(event: unknown, waiting?: Waiting): Promise<Invocation>;
  /** As `invoke`, but never refuses: Lambda keeps asynchronous events until they can run, however many there are. */
  enqueue(event: unknown): Promise<Invocation>;
  /** @returns how many instances were ended */
  kill(): number;
  /** Waits a moment for running invocations, then ends all instances; the remaining invocations fail. */
  stop(): Promise<void>;
}

/**
 * Invocations of one function at a time here: as many as an AWS account may have of all, until it asks for more:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
const ACCOUNT_CONCURRENCY = 1_000;

/** As Lambda refuses an invocation above the concurrency there is. */
export class TooManyRequestsException extends Error {
  override readonly name = "TooManyRequestsException";
}

/** For a running invocation to end by itself when everything is stopped. */
const GRACE_MS = 1_000;

const STOPPING = { errorType: "ServiceException", errorMessage: "the local run is stopping" };
const ABANDONED = { errorType: "ServiceException", errorMessage: "nobody waits for it any more" };

interface Queued {
  event: string;
  started?: (() => void) | undefined;
  resolve(invocation: Invocation): void;
}

export interface PoolOptions {
  /** Instances at a time, unless the function reserves fewer. */
  limit: number;
  /** Invocations at a time, those that wait for an instance among them. */
  concurrency?: number;
  trust: readonly string[];
  log: Log;
}

export function instancePool(
  definition: FunctionDefinition,
  { limit, concurrency = ACCOUNT_CONCURRENCY, trust, log }: PoolOptions,
): Pool {
  const most = Math.min(limit, definition.reservedConcurrency ?? limit);
  const instances = new Set<Instance>();
  const idle: Instance[] = [];
  const waiting: Queued[] = [];
  const running = new Set<Promise<void>>();
  let starting = 0;
  let stopped = false;

  function dispatch(): void {
    while (waiting.length > 0) {
      const instance = idle.pop();
      if (!instance) break;
      const next = instance.alive ? waiting.shift() : undefined;
      if (next) track(run(instance, next));
      else instances.delete(instance);
    }
    while (waiting.length > starting && instances.size < most && !stopped) start();
  }

  function track(invocation: Promise<void>): void {
    const ended = invocation.finally(() => running.delete(ended));
    running.add(ended);
  }

  function start(): void {
    let instance: Instance;
    try {
      instance = startInstance(definition, trust, log);
    } catch (error) {
      fail({ errorType: "Runtime.ImportModuleError", errorMessage: String(error) });
      return;
    }
    starting++;
    instances.add(instance);
    void instance.ready.then((loaded) => {
      starting--;
      if (loaded.ok) idle.push(instance);
      else {
        instances.delete(instance);
        void instance.kill();
        fail(loaded.error);
      }
      dispatch();
    });
  }

  /** An instance that fails to start fails one invocation, as in Lambda. */
  function fail(error: { errorType: string; errorMessage: string }): void {
    if (!stopped) log.error(definition.name, `${error.errorType}: ${error.errorMessage}`);
    waiting.shift()?.resolve(failure(error));
  }

  async function run(instance: Instance, { event, started, resolve }: Queued): Promise<void> {
    started?.();
    const requestId = randomUUID();
    const deadline = Date.now() + definition.timeoutMs;
    const invocation = await instance.run({ requestId, event, deadline, traceId: traceId() });
    if (instance.alive) idle.push(instance);
    else instances.delete(instance);
    if (invocation.functionError) {
      log.error(definition.name, `invocation ${requestId} failed: ${JSON.stringify(invocation.payload)}`);
    }
    resolve(invocation);
    dispatch();
  }

  function enqueue(event: unknown, { started, signal }: Waiting = {}): Promise<Invocation> {
    const { promise, resolve } = Promise.withResolvers<Invocation>();
    const queued: Queued = { event: JSON.stringify(event) ?? "null", started, resolve };
    const leave = () => {
      const at = waiting.indexOf(queued);
      if (at >= 0) waiting.splice(at, 1);
      if (at >= 0) resolve(failure(ABANDONED));
    };
    waiting.push(queued);
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted) leave();
    dispatch();
    return promise.finally(() => signal?.removeEventListener("abort", leave));
  }

  return {
    async invoke(event, options) {
      if (stopped) return failure(STOPPING);
      if (waiting.length + running.size >= concurrency) throw new TooManyRequestsException("Rate Exceeded.");
      return enqueue(event, options);
    },
    async enqueue(event) {
      return stopped ? failure(STOPPING) : enqueue(event);
    },
    kill() {
      const ended = [...instances].filter((instance) => instance.alive);
      for (const instance of ended) void instance.kill();
      return ended.length;
    },
    async stop() {
      stopped = true;
      for (const { resolve } of waiting.splice(0)) resolve(failure(STOPPING));
      // What runs may end by itself, such as a viewer being forgotten; what hangs is cut off.
      await Promise.race([Promise.all(running), wait(GRACE_MS, undefined, { ref: false })]);
      await Promise.all([...instances].map((instance) => instance.kill()));
    },
  };
}

function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
