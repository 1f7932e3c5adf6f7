import type { FeedItem } from "../../match/event.ts";
import { fault, type Path } from "../kit/faults.ts";
import type { Fault } from "../provider.ts";

/** Reads one entry of a body, the `index`-th of it; `at` is where it sits. */
export type Reader = (entry: unknown, at: Path, index: number) => FeedItem | Fault[];

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without the fields that are null, which is how many feeds say that they have nothing to say. */
export function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/**
 * Bytes of an item as JSON at most. A frame has to fit a WebSocket message (128 KB at API Gateway) together
 * with what is told around it, so a larger one could be stored but never shown.
 */
const MAX_ITEM_BYTES = 100_000;

export function sizeFaults(item: unknown, at: Path): Fault[] {
  const bytes = Buffer.byteLength(JSON.stringify(item));
  return bytes > MAX_ITEM_BYTES ? [fault(at, `must be at most ${MAX_ITEM_BYTES} bytes`)] : [];
}
