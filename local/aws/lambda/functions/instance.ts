import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import type { Invocation, Log } from "../../interfaces.ts";
import { logLine } from "../../log-line.ts";
import { type FunctionDefinition, handlerModule } from "./definition.ts";
import type { ErrorPayload, EventMessage, InstanceData, InstanceMessage } from "./messages.ts";

/** Lambda gives a function ten seconds to load. */
const INIT_TIMEOUT_MS = 10_000;

/** One warm execution environment: a thread that answers one event at a time. */
export interface Instance {
  /** Settles once the handler is loaded, or could not be. */
  readonly ready: Promise<Loaded>;
  readonly alive: boolean;
  /** Never rejects: every error is a failed invocation. */
  run(message: EventMessage): Promise<Invocation>;
  /** Ends the thread at once; a running invocation fails. */
  kill(): Promise<void>;
}

type Loaded = { ok: true } | { ok: false; error: ErrorPayload };

export function startInstance(definition: FunctionDefinition, trust: readonly string[], log: Log): Instance {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: instanceData(definition, trust),
    env: { ...definition.environment },
    // Lambda limits the whole process; the heap is the part an application fills by mistake.
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    stdout: true,
    stderr: true,
  });
  forwardOutput(worker.stdout, (line) => logLine(line, "info", definition.name, log));
  forwardOutput(worker.stderr, (line) => logLine(line, "error", definition.name, log));

  let alive = true;
  let outOfMemory = false;
  let finish: ((invocation: Invocation) => void) | undefined;
  const { promise: ready, resolve: loaded } = Promise.withResolvers<Loaded>();
  const initTimer = setTimeout(() => {
    loaded({ ok: false, error: timeoutError(INIT_TIMEOUT_MS) });
    void worker.terminate();
  }, INIT_TIMEOUT_MS);

  worker.on("message", (message: InstanceMessage) => {
    if (message.type === "ready") loaded({ ok: true });
    else if (message.type === "failedInit") loaded({ ok: false, error: message.error });
    else if (message.type === "result") finish?.({ payload: JSON.parse(message.payload) });
    else finish?.(failure(message.error));
  });
  worker.on("error", (error: NodeJS.ErrnoException) => {
    outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    if (!outOfMemory) log.error(definition.name, error.stack ?? error.message);
  });
  worker.on("exit", (code) => {
    alive = false;
    const error = exitError(code, outOfMemory);
    loaded({ ok: false, error });
    finish?.(failure(error));
  });
  void ready.then(() => clearTimeout(initTimer));

  return {
    ready,
    get alive() {
      return alive;
    },
    async run(message) {
      const { promise, resolve } = Promise.withResolvers<Invocation>();
      if (!alive) return failure(exitError(1, false));
      const timer = setTimeout(() => {
        resolve(failure(timeoutError(definition.timeoutMs, message.requestId)));
        alive = false;
        void worker.terminate();
      }, message.deadline - Date.now());
      finish = resolve;
      worker.postMessage(message);
      const invocation = await promise;
      clearTimeout(timer);
      finish = undefined;
      return invocation;
    },
    async kill() {
      alive = false;
      await worker.terminate();
    },
  };
}

export function failure(error: ErrorPayload): Invocation {
  return { functionError: "Unhandled", payload: error };
}

function instanceData(definition: FunctionDefinition, trust: readonly string[]): InstanceData {
  const { file, name } = handlerModule(definition);
  return {
    file,
    handler: name,
    functionName: definition.name,
    functionArn: definition.arn,
    memoryMb: definition.memoryMb,
    trust,
  };
}

function timeoutError(timeoutMs: number, requestId = ""): ErrorPayload {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}

function exitError(code: number, outOfMemory: boolean): ErrorPayload {
  return outOfMemory
    ? { errorType: "Runtime.OutOfMemory", errorMessage: "Error: Runtime exited with error: signal: killed" }
    : {
        errorType: "Runtime.ExitError",
        errorMessage: `Error: Runtime exited with error: exit status ${code}`,
      };
}

function forwardOutput(stream: Readable, write: (line: string) => void): void {
  createInterface({ input: stream }).on("line", write);
}
