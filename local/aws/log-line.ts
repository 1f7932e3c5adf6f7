import type { Log } from "./interfaces.ts";

/** Logs a line at its own level if it is structured, and otherwise at the level of its output. */
export function logLine(line: string, level: "info" | "error", source: string, log: Log): void {
  if (!line.trim()) return;
  const stated = /"level":\s*"(\w+)"/.exec(line)?.[1]?.toUpperCase();
  if (stated === "WARN") log.warn(source, line);
  else if (stated ? stated === "ERROR" || stated === "CRITICAL" : level === "error") log.error(source, line);
  else log.info(source, line);
}
