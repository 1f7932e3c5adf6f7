import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Log } from "../interfaces.ts";
import { logLine } from "../log-line.ts";
import { startCredentials } from "./credentials.ts";
import type { TaskDefinition } from "./definition.ts";

const GUARD = fileURLToPath(new URL("./guard.ts", import.meta.url));
/** The pauses before a restart: shorter than those of ECS. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const STEADY_MS = 30_000;
/** Less than the five seconds in which the whole run ends. */
const LONGEST_STOP_MS = 2_500;

/** The containers of the template's services, running. */
export interface Tasks {
  /** Kills the processes of a service, as a crash would; they restart. @returns how many there were */
  kill(logicalIdPrefix: string): number;
  /** Sends SIGTERM to all, and kills those that do not end. */
  stop(): Promise<void>;
}

/** Runs the tasks of every service as processes, and restarts those that end. */
export async function startTasks(definitions: readonly TaskDefinition[], log: Log): Promise<Tasks> {
  if (definitions.length === 0) return { kill: () => 0, stop: async () => undefined };
  const credentials = await startCredentials(definitions);
  const stopping = new AbortController();
  const running = new Map<ChildProcess, TaskDefinition>();

  async function keepRunning(definition: TaskDefinition): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const began = Date.now();
      const child = start(definition, credentials.environmentOf(definition), log);
      running.set(child, definition);
      const ending = await endOf(child);
      running.delete(child);
      if (stopping.signal.aborted) return;
      failures = Date.now() - began > STEADY_MS ? 1 : failures + 1;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
      log.error(definition.name, `task ended (${ending}), restarts in ${pause} ms`);
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const kept = definitions.flatMap((definition) =>
    Array.from({ length: definition.count }, () => keepRunning(definition)),
  );
  return {
    kill(prefix) {
      const matching = [...running].filter(([, { logicalId }]) => logicalId.startsWith(prefix));
      for (const [child] of matching) child.kill("SIGKILL");
      return matching.length;
    },
    async stop() {
      stopping.abort();
      const timers = [...running].map(([child, { stopTimeoutMs }]) => {
        child.kill("SIGTERM");
        return setTimeout(() => child.kill("SIGKILL"), Math.min(stopTimeoutMs, LONGEST_STOP_MS));
      });
      await Promise.all(kept);
      for (const timer of timers) clearTimeout(timer);
      await credentials.stop();
    },
  };
}

function start(definition: TaskDefinition, credentials: Record<string, string>, log: Log): ChildProcess {
  const { command, environment, name } = definition;
  const child = spawn(process.execPath, ["--import", GUARD, ...command.args], {
    cwd: command.folder,
    env: { ...environment, ...credentials },
    // No message uses the channel; its end tells the task that we are gone.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  forward(child.stdout, (line) => logLine(line, "info", name, log));
  forward(child.stderr, (line) => logLine(line, "error", name, log));
  return child;
}

function forward(stream: Readable | null, write: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", write);
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, "exit");
    return signal === null ? `exit status ${code}` : String(signal);
  } catch (error) {
    return String(error);
  }
}
