import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const START = fileURLToPath(new URL("../../local/start/index.ts", import.meta.url));

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** A run of `npm start`, as whoever typed it sees it. */
export interface Run {
  readonly child: Child;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Resolves with the first line that matches. @throws Error with all output if it ends without one */
  line(pattern: RegExp): Promise<string>;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts it for the current test, at whose end it is stopped. */
export function startCommand(args: readonly string[], env: Record<string, string>): Run {
  return followed(
    spawn(process.execPath, [START, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** The same by npm, whose processes are others. */
export function startByNpm(args: readonly string[], env: Record<string, string>): Run {
  return followed(
    spawn("npm", ["start", "--", ...args], {
      cwd: PROJECT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

function followed(child: Child): Run {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  let over = false;
  ended.then(() => {
    over = true;
  });
  return {
    child,
    output: () => output,
    ended,
    async line(pattern) {
      for (;;) {
        const found = output.split("\n").find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (over) throw new Error(`ended without ${pattern}:\n${output}`);
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))]);
      }
    },
  };
}
