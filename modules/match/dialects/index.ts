import { flat } from "./flat.ts";
import type { Frame } from "./frame.ts";
import { laravel } from "./laravel.ts";

export const DIALECTS = ["touchline", "flat", "laravel"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Translates a frame into a dialect; undefined if the dialect has no such message, and then nothing is sent. */
export function inDialect(frame: Frame, dialect: Dialect): object | undefined {
  switch (dialect) {
    case "touchline":
      return frame;
    case "flat":
      return flat(frame);
    case "laravel":
      return laravel(frame);
  }
}

/** Bytes of a message at most: API Gateway takes 128 KiB. */
const MAX_BYTES = 120_000;

/** The JSON around the frames of a batch. */
const AROUND: Readonly<Record<Dialect, readonly [before: string, after: string]>> = {
  touchline: ['{"type":"batch","frames":[', "]}"],
  flat: ['{"type":"BATCH","frames":[', "]}"],
  laravel: ['{"event":"batch","data":{"frames":[', "]}}"],
};

/**
 * Packs frames into as few messages as they fit into, for a viewer who asked for batches.
 *
 * @param frames JSON of each, in `dialect`; a single frame stays as it is
 */
export function batchesOf(frames: readonly string[], dialect: Dialect): string[] {
  const groups: string[][] = [];
  let left = 0;
  for (const frame of frames) {
    const bytes = Buffer.byteLength(frame) + 1;
    const group = groups.at(-1);
    if (group && bytes <= left) group.push(frame);
    else groups.push([frame]);
    left = (group && bytes <= left ? left : MAX_BYTES) - bytes;
  }
  const [before, after] = AROUND[dialect];
  return groups.map((group) => (group.length === 1 ? group.join() : `${before}${group.join()}${after}`));
}
