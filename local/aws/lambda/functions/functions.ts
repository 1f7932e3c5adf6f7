import * as z from "zod";
import type { Functions, Log, Template } from "../../interfaces.ts";
import type { FunctionDefinition } from "./definition.ts";
import { functionNameIn, invokePermissions } from "./permissions.ts";
import { instancePool, type Pool } from "./pool.ts";

/** The pauses before retries of an asynchronous event: far shorter than Lambda's one and two minutes. */
const ASYNC_RETRY_MS = [500, 1000];

const invokeConfig = z.looseObject({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().default(ASYNC_RETRY_MS.length),
});

export interface FunctionsOptions {
  template: Template;
  definitions: readonly FunctionDefinition[];
  /** Certificate authorities (PEM) in place of the file of `NODE_EXTRA_CA_CERTS`. */
  trust?: readonly string[];
  /** Certificate authorities (PEM) in place of the public ones, which every function trusts. */
  publicTrust?: readonly string[];
  /** Instances of one function at a time. */
  maxInstances?: number;
  /** Invocations of one function at a time, also those that wait for an instance; the rest is refused. */
  concurrency?: number;
  log: Log;
}

export interface RunningFunctions extends Functions {
  definition(reference: string): FunctionDefinition | undefined;
  /** Ends all instances at once. */
  stop(): Promise<void>;
}

export function startFunctions(options: FunctionsOptions): RunningFunctions {
  const { definitions, trust = [], publicTrust = [], maxInstances = 4, concurrency, log } = options;
  const byReference = new Map(
    definitions.flatMap((item) => [[item.name, item] as const, [item.logicalId, item] as const]),
  );
  const pools = new Map(
    definitions.map((item) => {
      // As in Lambda, a function trusts the extra authorities only if its environment names them.
      const trusted = item.environment.NODE_EXTRA_CA_CERTS ? [...publicTrust, ...trust] : publicTrust;
      const most = concurrency === undefined ? {} : { concurrency };
      return [item, instancePool(item, { limit: maxInstances, ...most, trust: trusted, log })];
    }),
  );
  const retries = asyncRetries(options.template);
  const permissions = invokePermissions(options.template);
  const stopping = new AbortController();

  const definition = (reference: string) => byReference.get(functionNameIn(reference));
  function poolOf(reference: string): Pool {
    const found = definition(reference);
    const pool = found && pools.get(found);
    if (!pool) throw new Error(`there is no function ${reference}`);
    return pool;
  }
  async function invokeWithRetries(reference: string, event: unknown): Promise<void> {
    const name = definition(reference)?.name ?? "";
    const delays = ASYNC_RETRY_MS.slice(0, retries.get(name));
    for (const delay of [...delays, undefined]) {
      const { functionError } = await poolOf(reference).enqueue(event);
      if (!functionError || stopping.signal.aborted) return;
      if (delay === undefined) break;
      await new Promise((resolve) => setTimeout(resolve, delay).unref());
    }
    log.error(name, `asynchronous event dropped after ${delays.length + 1} attempts`);
  }

  return {
    async invoke(reference, event, waiting) {
      return poolOf(reference).invoke(event, waiting);
    },
    definition,
    invokeAsync(reference, event) {
      invokeWithRetries(reference, event).catch((error: unknown) => log.error("functions", String(error)));
    },
    permits(reference, principal, sourceArn) {
      const name = definition(reference)?.name;
      return permissions.some(
        (item) => item.functionName === name && item.principal === principal && item.allows(sourceArn),
      );
    },
    kill(prefix) {
      const matching = [...pools].filter(([{ logicalId }]) => logicalId.startsWith(prefix));
      return matching.reduce((sum, [, pool]) => sum + pool.kill(), 0);
    },
    async stop() {
      stopping.abort();
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
}

/** How often each function with an `AWS::Lambda::EventInvokeConfig` gets a failed asynchronous event again. */
function asyncRetries(template: Template): Map<string, number> {
  const configs = template.ofType("AWS::Lambda::EventInvokeConfig");
  return new Map(
    configs.map(({ properties }) => {
      const { FunctionName, MaximumRetryAttempts } = invokeConfig.parse(properties);
      return [functionNameIn(FunctionName), MaximumRetryAttempts] as const;
    }),
  );
}
