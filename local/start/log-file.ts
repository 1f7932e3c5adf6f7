import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../aws/interfaces.ts";

/** A log that can be put away. */
export interface LogFile extends Log {
  readonly path: string;
  close(): Promise<void>;
}

/** Everything goes to a file of this run in the data folder, errors to the terminal as well. */
export function openLogFile(dataDir: string, terminal: (line: string) => void = console.error): LogFile {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "local.log");
  const file = createWriteStream(path, { flags: "w" });
  // A full disk should not end the run; whoever looks for the log will notice.
  file.on("error", () => undefined);
  const write = (level: string, source: string, message: string) => {
    file.write(`${new Date().toISOString()} ${level} ${source} ${message}\n`);
  };
  return {
    path,
    info: (source, message) => write("INFO", source, message),
    warn: (source, message) => write("WARN", source, message),
    error(source, message) {
      write("ERROR", source, message);
      terminal(`${source}: ${message}`);
    },
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}
