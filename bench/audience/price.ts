import type { Broadcasted } from "./simulation.ts";

/**
 * List prices of us-east-1 in USD, first tier, without the free one. A frame costs
 *
 *     posts * ceil(bytes / 32 KB) * message
 *   + broadcasters * (invocation + 1 GB * seconds) + the consumer's 1.73 GB * its seconds
 *   + read units * read + posts / chunk * write
 */
const MESSAGE = 1.0 / 1e6;
const INVOCATION = 0.2 / 1e6;
const GB_SECOND = 0.0000133334;
const READ_UNIT = 0.125 / 1e6;
const WRITE_UNIT = 0.625 / 1e6;

/** Posts a second of a stage, and what is taken of them at a time: a quarter of a second has room for eight. */
export const QUOTA = 7_500;
const CHUNK = Math.floor(QUOTA / 4 / 8);

const BROADCASTER_GB = 1;
const CONSUMER_GB = 1_769 / 1_024;

export function dollarsPerFrame(frame: Broadcasted): number {
  const { calls, accepted, bytes, segments, ms, total_ms, reads } = frame;
  const messages = accepted * Math.ceil(bytes / 32_768);
  const broadcasting =
    segments * INVOCATION + (segments === 0 ? 0 : (BROADCASTER_GB * total_ms) / 1_000) * GB_SECOND;
  const consuming = ((CONSUMER_GB * ms) / 1_000) * GB_SECOND;
  const counting = segments === 0 ? 0 : Math.ceil(calls / CHUNK) * WRITE_UNIT;
  return messages * MESSAGE + broadcasting + consuming + reads.units * READ_UNIT + counting;
}
