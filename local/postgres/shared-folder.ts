import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** World-traversable and kept across reboots, unlike /tmp. */
const BASE = "/var/tmp";

/**
 * Makes a folder of root's that other users can enter, for files that would otherwise lie under a private home.
 * @throws Error if somebody else made one of that name
 */
export function sharedFolder(purpose: string, key: string): string {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const folder = join(BASE, `touchline-${purpose}-${hash}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!isOwn(folder)) {
    throw new Error(`${folder} belongs to somebody else: remove it, or start as an ordinary user.`);
  }
  return folder;
}

/** Lists root's folders for `purpose`. */
export function sharedFolders(purpose: string): string[] {
  const names = readdirSync(BASE).filter((name) => name.startsWith(`touchline-${purpose}-`));
  return names.map((name) => join(BASE, name)).filter(isOwn);
}

function isOwn(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}
