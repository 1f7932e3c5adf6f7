import { setTimeout } from "node:timers/promises";

const PATIENCE_MS = 120_000;
const PAUSE_MS = 50;

/** Tries until `check` does not throw; in the end it throws what `check` threw last. */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await setTimeout(PAUSE_MS);
  }
}
