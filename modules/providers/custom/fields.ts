import type { FeedItem } from "../../match/event.ts";
import { fault, type Path } from "../kit/faults.ts";
import type { Fields } from "../kit/fields.ts";
import type { Fault } from "../provider.ts";

/** Reads one entry of a body, the `index`-th of it; `at` is where it sits. */
export type Reader = (entry: unknown, at: Path, index: number) => FeedItem | Fault[];

/** Drops the fields that are null, by which many feeds mark a missing value. */
export function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/**
 * Bytes of an item as JSON at most. A frame has to fit a WebSocket message (128 KB at API Gateway) together
 * with the fields around it, so a larger one could be stored but never shown.
 */
const MAX_ITEM_BYTES = 100_000;

export function sizeFaults(item: unknown, at: Path): Fault[] {
  const bytes = Buffer.byteLength(JSON.stringify(item));
  return bytes > MAX_ITEM_BYTES ? [fault(at, `must be at most ${MAX_ITEM_BYTES} bytes`)] : [];
}
