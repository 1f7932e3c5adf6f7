import pg from "pg";
import { RejectedWriteError, StaleWriteError } from "../../ports/matches.ts";

/** Keys that two writers of the same match collide on. */
const KEYS = new Set(["match_log_pkey", "match_log_event", "matches_pkey"]);
const UNIQUE_VIOLATION = "23505";

/**
 * What a failed write means, by its SQLSTATE alone: class 40 (serialization failure, deadlock) and a collision
 * on a key of ours is another writer; class 22 (data exception) and 23 (integrity constraint) is the data.
 * Everything else is no answer to the write and stays what it is.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function asWriteError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return error;
  const { code, constraint = "", message } = error;
  const collided = code === UNIQUE_VIOLATION && KEYS.has(constraint);
  if (collided || code.startsWith("40")) return new StaleWriteError(message, { cause: error });
  if (code.startsWith("22") || code.startsWith("23")) {
    return new RejectedWriteError(`${code}: ${message}`, { cause: error });
  }
  return error;
}
