import { mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type * as z from "zod";

/** A JSON file in the data folder that is rewritten a moment after its content changed. */
export interface StateFile {
  /** Schedules a write; changes until then share it. */
  changed(): void;
  /** Resolves once the latest change is on disk, rejects if it could not be written. */
  flush(): Promise<void>;
}

/** @returns the stored content, or `empty` if there is no such file or it does not fit the schema */
export function readState<T>(path: string, schema: z.ZodType<T>, empty: T): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return empty;
  }
  return schema.catch(empty).parse(content);
}

/** @param delayMs the time of changes that a crash may lose */
export function stateFile(path: string, content: () => unknown, delayMs = 50): StateFile {
  mkdirSync(dirname(path), { recursive: true });
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // Writes follow one another, and a rename replaces the file in one step, so that nobody reads half of it.
    const last = writing.catch(() => undefined);
    writing = last.then(async () => {
      await writeFile(`${path}.new`, JSON.stringify(content()));
      await rename(`${path}.new`, path);
    });
    return writing;
  }
  return {
    changed() {
      // The next flush reports a failure; the change itself is still in memory.
      timer ??= setTimeout(() => write().catch(() => undefined), delayMs);
    },
    async flush() {
      await (timer ? write() : writing);
    },
  };
}
