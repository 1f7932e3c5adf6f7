import type { StreamItem } from "../../match/event.ts";
import { isStorableValue } from "../../match/text.ts";
import type { DecodedBody, Fault } from "../provider.ts";
import { itemsOf, type Snapshot } from "../snapshots/snapshot.ts";
import { fault, type Path } from "./faults.ts";
import { wordsOf } from "./loose.ts";

const MIB = 1024 * 1024;
export const NATIVE_LIMITS = { sent: 5 * MIB, expanded: 32 * MIB };

/** A match of a body. */
export interface Read {
  snapshot: Snapshot;
  /** What two records of one match have in common; the id of the match if missing. */
  identity?: string;
  /** Of the records of one match the one with the greatest is taken, of equals the last in the body. */
  precedence?: string | undefined;
}

export function withJson(body: string, decode: (json: unknown) => DecodedBody): DecodedBody {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { outcome: "unreadable", reason: "The body is not JSON." };
  }
  return decode(json);
}

export function invalid(...faults: Fault[]): DecodedBody {
  return { outcome: "invalid", faults };
}

/** Why a vendor gave no data, in its own words. */
export function vendorFault(path: Path, words: unknown): Fault {
  // What is nested too deep to be stored is too deep to be written out as well.
  const text = wordsOf(words) ?? (isStorableValue(words) ? wordsOf(JSON.stringify(words)) : undefined) ?? "?";
  return fault(path, `the vendor says: ${text}`);
}

/** The items of the matches of a body, each match once. */
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

/** What a sheet can hold; no match comes near it. */
const MAX_EVENTS = 400;

/** @param lists those of one match, which sits at `at` */
export function tooMany(at: Path, ...lists: unknown[]): Fault[] {
  const events = lists.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
  return events > MAX_EVENTS ? [fault(at, `must hold at most ${MAX_EVENTS} events`)] : [];
}
