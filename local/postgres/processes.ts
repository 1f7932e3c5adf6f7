import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What the system's table of processes says; only Linux has it as files, others are asked by `ps`. */

/** Command line of a process; empty if there is no such process. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return ask(pid, "command=");
  return readText(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
}

/** The parent of a process; 0 or NaN if there is no such process. */
export function parentOf(pid: number): number {
  if (process.platform !== "linux") return Number(ask(pid, "ppid="));
  return Number(/^PPid:\s*(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1]);
}

/** Whether there is such a process, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function ask(pid: number, column: string): string {
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", column], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
