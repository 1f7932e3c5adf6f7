import type { Log } from "../../modules/runtime/log.ts";

export interface MigrateDeps {
  /** Brings the database up to date. @returns what had to be done */
  updateSchema(): Promise<string[]>;
  log: Log;
}

/** Runs while deploying. A failure fails the deployment, and the functions stay as they were. */
export function createHandler({ updateSchema, log }: MigrateDeps): () => Promise<{ applied: string[] }> {
  return async () => {
    log.info("migration started");
    const applied = await updateSchema();
    log.info("migration completed", { applied: applied.join(" "), count: applied.length });
    return { applied };
  };
}
