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

/** The file in `dataDir` with the name of its data. */
const TOKEN = "token";
/** The file beside the data with its `dataDir`. */
const SOURCE = "data-folder";

/** The paths of one database. */
export interface DataFolder {
  /** The server's own folder, `PGDATA`. */
  cluster: string;
  tls: string;
  owner: string;
  /** The file with the process that last started the server. */
  startedBy: string;
  log: string;
}

/**
 * Chooses the folder for `dataDir`: itself, or another one if the server's account cannot enter it. Removing `dataDir`
 * removes the data in either case, since it has the name of the other folder.
 */
export function openFolder(dataDir: string, account: Account | undefined): DataFolder {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (cause) {
    throw new Error(`cannot write ${dataDir}: choose another data folder, or change its owner.`, { cause });
  }
  if (account && canReach(dirname(dataDir), account)) {
    // The folder may be open: private files in it are private themselves.
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

/** Removes data whose `dataDir` is gone. A server that still uses it ends by itself within a minute. */
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
