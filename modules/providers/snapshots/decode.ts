import type { StreamItem } from "../../match/event.ts";
import { invalid } from "../kit/decode.ts";
import { fault, type Path } from "../kit/faults.ts";
import type { DecodedBody, Fault } from "../provider.ts";
import { itemsOf, type VendorSnapshot } from "./snapshot.ts";

/** A match read from a body. */
export interface Read {
  snapshot: VendorSnapshot;
  /** Equal for two records of one match; the id of the match if missing. */
  identity?: string;
  /** The record with the greatest precedence is taken of one match; of equals, the last in the body. */
  precedence?: string | undefined;
}

/** Makes the items of the matches of a body, each match once. */
export function decodedOf(results: readonly (Read | Fault[])[]): DecodedBody {
  const faults = results.flatMap((result) => (Array.isArray(result) ? result : []));
  if (faults.length > 0) return invalid(...faults);

  const reads = results.flatMap((result) => (Array.isArray(result) ? [] : [withItems(result)]));
  const kept = new Map<string, Read & { items: StreamItem[] }>();
  for (const read of reads) {
    const identity = read.identity ?? read.snapshot.match_id;
    const known = kept.get(identity);
    if (!known || (known.precedence ?? "") <= (read.precedence ?? "")) kept.set(identity, read);
  }
  const items = [...kept.values()].flatMap((read) => read.items);
  const received = reads.reduce((sum, read) => sum + read.items.length, 0);
  return { outcome: "items", items, received, duplicates: received - items.length };
}

function withItems(read: Read): Read & { items: StreamItem[] } {
  return { ...read, items: itemsOf(read.snapshot) };
}

/** The most events an event list can hold; no match comes near it. */
const MAX_EVENTS = 400;

/** @param lists those of one match, which sits at `at` */
export function tooMany(at: Path, ...lists: unknown[]): Fault[] {
  const events = lists.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
  return events > MAX_EVENTS ? [fault(at, `must hold at most ${MAX_EVENTS} events`)] : [];
}
