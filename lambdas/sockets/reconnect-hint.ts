import { crc32 } from "node:zlib";

const MINUTE = 60_000;
/** Age at which API Gateway ends a connection. */
const LIFE_MS = 120 * MINUTE;
/** From this age on the viewer is asked to reconnect, at a moment in the time of `SPREAD_MS` after it. */
const FIRST_MS = 100 * MINUTE;
/** Viewers who came together, at kick-off, must not reconnect together. */
const SPREAD_MS = 10 * MINUTE;
/** The time in which the client chooses its moment. */
const WITHIN_MS = 5 * MINUTE;
/** The time that the reconnection itself takes. */
const SPARE_MS = MINUTE / 2;

/**
 * Milliseconds in which the client of a connection should open a new one; undefined if there is time, or if the client
 * was asked at its message before, which came at `last`.
 */
export function reconnectHint(
  connectionId: string,
  connectedAt: Date,
  last: Date,
  now: Date,
): number | undefined {
  const start = connectedAt.getTime();
  const moment = start + FIRST_MS + (crc32(connectionId) % SPREAD_MS);
  // `last` has whole seconds.
  const due = Math.floor(moment / 1000) * 1000;
  if (now.getTime() < due || last.getTime() >= due) return undefined;
  return Math.max(0, Math.min(WITHIN_MS, start + LIFE_MS - SPARE_MS - now.getTime()));
}
