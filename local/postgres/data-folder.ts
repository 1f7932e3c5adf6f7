import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Account, canReach } from "./account.ts";
import { sharedFolder, sharedFolders } from "./shared-folder.ts";

/** In `dataDir`: the name its data is kept under. */
const TOKEN = "token";
/** Beside the data: the `dataDir` it belongs to. */
const SOURCE = "data-folder";

/** Where everything of one database lies. */
export interface DataFolder {
  /** The server's own folder, `PGDATA`. */
  cluster: string;
  tls: string;
  owner: string;
  /** Holds the process that last started the server. */
  startedBy: string;
  log: string;
}

/**
 * The folder to use for `dataDir`: itself, or one the server's account can enter, if `dataDir` lies where it
 * cannot. Removing `dataDir` removes the data in either case: it holds the token the other one is kept under.
 */
export function openFolder(dataDir: string, account: Account | undefined): DataFolder {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (cause) {
    throw new Error(`cannot write ${dataDir}: choose another data folder, or change its owner.`, { cause });
  }
  if (account && canReach(dirname(dataDir), account)) {
    // Ours to open: what must stay private in it is private itself.
    chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  }
  const base = canReach(dataDir, account) ? dataDir : movedAside(dataDir);
  return {
    cluster: join(base, "cluster"),
    tls: join(base, "tls"),
    owner: join(base, "owner.json"),
    startedBy: join(base, "started-by"),
    log: join(dataDir, "postgres.log"),
  };
}

function movedAside(dataDir: string): string {
  removeOrphans();
  const folder = sharedFolder("data", dataDir);
  const tokenFile = join(dataDir, TOKEN);
  if (!existsSync(tokenFile)) writeFileSync(tokenFile, randomBytes(8).toString("hex"));
  writeFileSync(join(folder, SOURCE), dataDir);
  const token = readFileSync(tokenFile, "utf8");
  for (const other of readdirSync(folder).filter((name) => name !== token && name !== SOURCE)) {
    rmSync(join(folder, other), { recursive: true, force: true });
  }
  const base = join(folder, token);
  mkdirSync(base, { recursive: true });
  return base;
}

/** Data whose own folder has been removed since. A server that still used it ends by itself within a minute. */
function removeOrphans(): void {
  for (const folder of sharedFolders("data")) {
    const source = join(folder, SOURCE);
    if (existsSync(source) && !existsSync(join(readFileSync(source, "utf8"), TOKEN))) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

export function removeData({ cluster, tls, owner }: DataFolder): void {
  for (const path of [cluster, tls, owner]) rmSync(path, { recursive: true, force: true });
}
