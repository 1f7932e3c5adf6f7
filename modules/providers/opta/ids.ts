import * as z from "zod";
import { id as canonicalId } from "../../match/text.ts";
import { text } from "./values.ts";

/** What an id may be: the charset of the canonical model, with room for our prefix. */
const ID = /^[A-Za-z0-9._:~-]{1,110}$/;
/** F7 and F9 put the kind of thing in front of its number: `t174`, `p59062`, `f1009316`, `man40472`. */
const LETTERED = /^[A-Za-z]{1,4}(?=\d+$)/;

/** A vendor's id as it is, always text: they have outgrown 32 bits, and SDAPI's are alphanumeric. */
export function plainId(value: unknown): string | undefined {
  const id = text(value);
  return id !== undefined && id !== "0" && ID.test(id) ? id : undefined;
}

/** The id of F7 and F9 without its letters, which is what F24 calls the same thing. */
export function letteredId(value: unknown): string | undefined {
  return plainId(text(value)?.replace(LETTERED, ""));
}

/** Our id of a match, team, player or league of this vendor. */
export function ourId(id: string): string {
  return `opta-${id}`;
}

/** The id of a match or event, which a body cannot do without. */
export const vendorId = canonicalId.pipe(z.string().max(110, "must be at most 110 characters"));

const WHOLE = "must be a whole number";
/** The number of an event type: text in XML, a number in JSON. */
export const typeNumber = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,6}$/, WHOLE)], WHOLE)
  .transform(Number);
