import type { Log } from "../../../local/aws/interfaces.ts";

/** A log that remembers, for tests that ask what was said. */
export function recordingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (source: string, message: string) => {
    lines.push(`${level} ${source}: ${message}`);
  };
  return { lines, info: write("info"), warn: write("warn"), error: write("error") };
}
