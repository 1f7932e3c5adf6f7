import { jsonOf } from "../../match/json.ts";
import { isStorableValue } from "../../match/text.ts";
import type { DecodedBody, Delivery, Fault, Provider } from "../provider.ts";
import { fault, type Path } from "./faults.ts";
import { textOf } from "./loose.ts";

const MIB = 1024 * 1024;
export const NATIVE_LIMITS = { sent: 5 * MIB, expanded: 32 * MIB };

/** Parses a JSON body and decodes it; a body that is no JSON is unreadable. */
export function withJson(body: string, decode: (json: unknown) => DecodedBody): DecodedBody {
  const json = jsonOf(body);
  return json === undefined ? { outcome: "unreadable", reason: "The body is not JSON." } : decode(json);
}

/** The provider of a vendor with one format, which is JSON. */
export function jsonProvider(decode: (json: unknown, delivery: Delivery) => DecodedBody): Provider {
  return {
    kinds: ["native"],
    formats: ["json"],
    limits: NATIVE_LIMITS,
    decode: (body, _kind, delivery) => withJson(body, (json) => decode(json, delivery)),
  };
}

export function invalid(...faults: Fault[]): DecodedBody {
  return { outcome: "invalid", faults };
}

/** Makes a fault of a vendor's own error message. */
export function vendorFault(path: Path, words: unknown): Fault {
  // A value nested too deep to be stored is too deep for JSON.stringify as well.
  const text = textOf(words) ?? (isStorableValue(words) ? textOf(JSON.stringify(words)) : undefined) ?? "?";
  return fault(path, `the vendor says: ${text}`);
}
