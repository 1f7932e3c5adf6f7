import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A process of this machine. */
export interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** All that live: one that is over and that nobody has asked about is not among them. */
async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,stat=,command="], {
    maxBuffer: 2 ** 26,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** A process and all that it started, and they. */
export async function familyOf(pid: number): Promise<Process[]> {
  const all = await processes();
  const family = all.filter((process) => process.pid === pid);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

/** Those of them that still live, and have not given their number to another. */
export async function stillThere(family: readonly Process[]): Promise<string[]> {
  const now = await processes();
  return now
    .filter((one) => family.some((known) => known.pid === one.pid && program(known) === program(one)))
    .map(({ pid, command }) => `${pid} ${command}`);
}

/** The first word: Postgres changes what follows as it works. */
const program = ({ command }: Process) => command.split(" ", 1)[0];
