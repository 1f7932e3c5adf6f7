import { isStorableValue } from "../../match/text.ts";
import type { DecodedBody, Fault } from "../provider.ts";
import { fault, type Path } from "./faults.ts";
import { textOf } from "./loose.ts";

const MIB = 1024 * 1024;
export const NATIVE_LIMITS = { sent: 5 * MIB, expanded: 32 * MIB };

/** Parses a JSON body and decodes it; a body that is no JSON is unreadable. */
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

/** Makes a fault of a vendor's own error message. */
export function vendorFault(path: Path, words: unknown): Fault {
  // A value nested too deep to be stored is too deep for JSON.stringify as well.
  const text = textOf(words) ?? (isStorableValue(words) ? textOf(JSON.stringify(words)) : undefined) ?? "?";
  return fault(path, `the vendor says: ${text}`);
}
