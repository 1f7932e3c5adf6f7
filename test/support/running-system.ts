import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { type System, type SystemOptions, startSystem } from "../../local/start/system.ts";
import type { DeadLetter } from "../../modules/ports/stream.ts";

export const SECRET = `whsec_${Buffer.from("a secret only the tests have").toString("base64")}`;

/** The whole system on this machine, with data of its own. */
export interface RunningSystem {
  system: System;
  dataDir: string;
  /** Every line that any part of it has logged. */
  logged: readonly string[];
  /** What was received from the dead-letter queue so far. */
  letters: DeadLetter[];
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** @param options where they are other than the usual ones */
export async function runSystem(options: Partial<SystemOptions> = {}): Promise<RunningSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), "touchline-journey-"));
  const logged: string[] = [];
  // Crashes are on purpose here, and what they leave behind is what is looked at.
  const write = (_source: string, line: string) => void logged.push(line);
  const system = await startSystem({
    cloudAssembly: inject("cloudAssembly"),
    dataDir,
    httpPort: 0,
    wsPort: 0,
    webhookSecret: SECRET,
    log: { info: write, warn: write, error: write },
    ...options,
  });
  return {
    system,
    dataDir,
    logged,
    letters: [],
    async stop() {
      await system.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
