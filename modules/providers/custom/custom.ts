import { withJson } from "../kit/decode.ts";
import { fault, type Path } from "../kit/faults.ts";
import { withoutRepeats } from "../kit/repeats.ts";
import type { BodyKind, DecodedBody, Delivery, Provider } from "../provider.ts";
import { eventReader } from "./event.ts";
import { statusReader } from "./status.ts";

const MIB = 1024 * 1024;
/** Events or statuses of one body. */
export const MAX_ITEMS = 500;

/**
 * Feeds in our own format: one canonical event, an array of them or `{"events": [...]}`; one status,
 * an array or `{"statuses": [...]}`. The public contract has the fields.
 */
export const custom: Provider = {
  kinds: ["events", "status"],
  formats: ["json"],
  limits: { sent: MIB, expanded: MIB },
  decode(body, kind, delivery) {
    return withJson(body, (json) => decodeJson(json, kind, delivery));
  },
};

function decodeJson(json: unknown, kind: BodyKind, delivery: Delivery): DecodedBody {
  const list = kind === "status" ? "statuses" : "events";
  const { entries, at } = entriesOf(json, list);
  if (!Array.isArray(entries)) return { outcome: "invalid", faults: [fault(at, "must be an array")] };
  if (entries.length > MAX_ITEMS) {
    return { outcome: "invalid", faults: [fault(at, `must hold at most ${MAX_ITEMS} ${list}`)] };
  }

  const read = kind === "status" ? statusReader(delivery) : eventReader(delivery);
  const pathOf = (index: number): Path => (entries === json || at.length > 0 ? [...at, index] : []);
  const results = entries.map((entry: unknown, index) => read(entry, pathOf(index), index));

  const faults = results.flatMap((result) => (Array.isArray(result) ? result : []));
  if (faults.length > 0) return { outcome: "invalid", faults };
  const all = results.flatMap((result) => (Array.isArray(result) ? [] : [result]));
  const items = withoutRepeats(all);
  return { outcome: "items", items, received: all.length, duplicates: all.length - items.length };
}

/** The entries of a body and the path of their list; a bare entry is a list of one. */
export function entriesOf(json: unknown, list: "events" | "statuses"): { entries: unknown; at: Path } {
  if (Array.isArray(json)) return { entries: json, at: [] };
  const isEnvelope = typeof json === "object" && json !== null && Object.hasOwn(json, list);
  return isEnvelope ? { entries: Reflect.get(json, list), at: [list] } : { entries: [json], at: [] };
}
