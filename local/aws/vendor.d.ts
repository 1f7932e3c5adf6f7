/** Types of kinesalite and dynalite. Both extend `http.Server` and close their store in `close`. */
declare module "kinesalite" {
  import type { Server } from "node:http";

  function kinesalite(options: {
    /** Folder of the LevelDB store; in memory without. */
    path?: string;
    createStreamMs?: number;
    shardLimit?: number;
  }): Server;
  export = kinesalite;
}

declare module "dynalite" {
  import type { Server } from "node:http";

  function dynalite(options: {
    /** Folder of the LevelDB store; in memory without. */
    path?: string;
    createTableMs?: number;
  }): Server;
  export = dynalite;
}
