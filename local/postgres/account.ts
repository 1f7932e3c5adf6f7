import { execFileSync } from "node:child_process";
import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The OS user the server runs as: Postgres refuses to run as root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ["postgres", "_postgres", "nobody"];

/** The account to run the server as; undefined for an ordinary user, who runs it directly. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of CANDIDATES) {
    const uid = idOf(name, "-u");
    const gid = idOf(name, "-g");
    if (uid !== undefined && gid !== undefined && uid > 0) return { name, uid, gid };
  }
  throw new Error(
    "Postgres does not run as root, and there is no other user to run it as: start as an ordinary user, or create one with `useradd postgres`.",
  );
}

function idOf(name: string, flag: "-u" | "-g"): number | undefined {
  try {
    return Number(
      execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  } catch {
    return undefined;
  }
}

/** Whether the modes of `path` and all folders above it let the account in. */
export function canReach(path: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats && !mayEnter(stats, account)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayEnter({ mode, uid, gid }: Stats, account: Account): boolean {
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
