import { mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type * as z from "zod";

/** A JSON file in the data folder that is rewritten a moment after its content changed. */
export interface StateFile {
  /** Asks for the file to be written soon; changes in between cost one write. */
  changed(): void;
  /** Resolves once the latest change is on disk, rejects if it could not be written. */
  flush(): Promise<void>;
}

/** @returns the content as it was left, or `empty` if there is no such file or it does not fit the schema */
export function readState<T>(path: string, schema: z.ZodType<T>, empty: T): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return empty;
  }
  return schema.catch(empty).parse(content);
}

/** @param delayMs how much a crash may lose */
export function stateFile(path: string, content: () => unknown, delayMs = 50): StateFile {
  mkdirSync(dirname(path), { recursive: true });
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // One after another, and never half a file: the new one takes the old one's place in one step.
    const last = writing.catch(() => undefined);
    writing = last.then(async () => {
      await writeFile(`${path}.new`, JSON.stringify(content()));
      await rename(`${path}.new`, path);
    });
    return writing;
  }
  return {
    changed() {
      // A failure shows in the next flush; the change itself is still in memory.
      timer ??= setTimeout(() => write().catch(() => undefined), delayMs);
    },
    async flush() {
      await (timer ? write() : writing);
    },
  };
}
