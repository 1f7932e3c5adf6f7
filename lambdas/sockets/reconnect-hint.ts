import { crc32 } from "node:zlib";

const MINUTE = 60_000;
/** Age at which API Gateway ends a connection. */
const LIFE_MS = 120 * MINUTE;
/** From this age on it is told to move, somewhere in the time after it. */
const FIRST_MS = 100 * MINUTE;
/** Those who came together, at kick-off, must not all go together. */
const SPREAD_MS = 10 * MINUTE;
/** The time a client is given, in which it picks a moment of its own. */
const WITHIN_MS = 5 * MINUTE;
/** Left for the move itself. */
const SPARE_MS = MINUTE / 2;

/**
 * Milliseconds in which a connection that has just spoken has to move to a new one; undefined if there is time, or
 * if it was told when it spoke `last`.
 */
export function hintFor(connectionId: string, connectedAt: Date, last: Date, now: Date): number | undefined {
  const start = connectedAt.getTime();
  const moment = start + FIRST_MS + (crc32(connectionId) % SPREAD_MS);
  // `last` is of whole seconds.
  const due = Math.floor(moment / 1000) * 1000;
  if (now.getTime() < due || last.getTime() >= due) return undefined;
  return Math.max(0, Math.min(WITHIN_MS, start + LIFE_MS - SPARE_MS - now.getTime()));
}
