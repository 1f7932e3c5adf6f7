import type { Log } from "../../modules/runtime/log.ts";

export interface MigrateDeps {
  /** Brings the database up to date. @returns the names of the migrations it applied */
  updateSchema(): Promise<string[]>;
  log: Log;
}

/** Migrates the database during a deployment. A failure fails the deployment, and the functions stay unchanged. */
export function createHandler({ updateSchema, log }: MigrateDeps): () => Promise<{ applied: string[] }> {
  return async () => {
    log.info("migration started");
    const applied = await updateSchema();
    log.info("migration completed", { applied: applied.join(" "), count: applied.length });
    return { applied };
  };
}
