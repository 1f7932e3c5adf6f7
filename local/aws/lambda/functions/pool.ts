import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Invocation, Log } from "../../contracts.ts";
import type { FunctionDefinition } from "./definition.ts";
import { failure, type Instance, startInstance } from "./instance.ts";

/** The instances of one function. */
export interface Pool {
  /** Answers when an instance has; waits for a free one where Lambda would throttle. */
  invoke(event: unknown): Promise<Invocation>;
  /** @returns how many instances were ended */
  kill(): number;
  /** Lets what runs end, for a moment, then ends all instances; what still waits or runs fails. */
  stop(): Promise<void>;
}

/** For a running invocation to end by itself when everything is stopped. */
const GRACE_MS = 1_000;

interface Waiting {
  event: string;
  resolve(invocation: Invocation): void;
}

/** @param limit instances at a time, unless the function reserves fewer */
export function instancePool(
  definition: FunctionDefinition,
  { limit, trust, log }: { limit: number; trust: readonly string[]; log: Log },
): Pool {
  const most = Math.min(limit, definition.reservedConcurrency ?? limit);
  const instances = new Set<Instance>();
  const idle: Instance[] = [];
  const waiting: Waiting[] = [];
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

  /** An instance that does not come up costs one invocation, as in Lambda. */
  function fail(error: { errorType: string; errorMessage: string }): void {
    if (!stopped) log.error(definition.name, `${error.errorType}: ${error.errorMessage}`);
    waiting.shift()?.resolve(failure(error));
  }

  async function run(instance: Instance, { event, resolve }: Waiting): Promise<void> {
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

  return {
    invoke(event) {
      const { promise, resolve } = Promise.withResolvers<Invocation>();
      if (stopped) {
        resolve(failure({ errorType: "ServiceException", errorMessage: "the local run is stopping" }));
        return promise;
      }
      waiting.push({ event: JSON.stringify(event) ?? "null", resolve });
      dispatch();
      return promise;
    },
    kill() {
      const ended = [...instances].filter((instance) => instance.alive);
      for (const instance of ended) void instance.kill();
      return ended.length;
    },
    async stop() {
      stopped = true;
      for (const { resolve } of waiting.splice(0)) {
        resolve(failure({ errorType: "ServiceException", errorMessage: "the local run is stopping" }));
      }
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
