import * as z from "zod";
import type { MatchEvent } from "../../match/event.ts";
import { id as canonicalId } from "../../match/text.ts";
import { text } from "./values.ts";

export const PROVIDER = "opta";

/** What an id may be: the charset of the canonical model, with room for our prefix. */
const ID = /^[A-Za-z0-9._:~-]{1,110}$/;
/** F7 and F9 put the kind of thing in front of its number: `t174`, `p59062`, `f1009316`, `man40472`. */
const LETTERED = /^[A-Za-z]{1,4}(?=\d+$)/;

/** Reads a vendor's id as text: ids have outgrown 32 bits, and those of SDAPI are alphanumeric. */
export function plainId(value: unknown): string | undefined {
  const id = text(value);
  return id !== undefined && id !== "0" && ID.test(id) ? id : undefined;
}

/** Reads an id of F7 and F9 without its letters, which makes it the id of F24. */
export function letteredId(value: unknown): string | undefined {
  return plainId(text(value)?.replace(LETTERED, ""));
}

/** The id of a match or event, which every body must have. */
export const vendorId = canonicalId.pipe(z.string().max(110, "must be at most 110 characters"));

const WHOLE = "must be a whole number";
/** The number of an event type: text in XML, a number in JSON. */
export const typeNumber = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,6}$/, WHOLE)], WHOLE)
  .transform(Number);

/** Makes the id of a substitution of MA1, which gives it none: a player comes on once in a match. */
export function substitutionId(playerOn: string): string {
  return `sub-${playerOn}`;
}

/**
 * Voids the substitution that MA1 may have reported, because MA3 has its own id for it. The version of the void is
 * higher than any of MA1, so exactly one of the two remains, whichever comes first. The void has the type `other`,
 * so that viewers get no frame about a substitution they never saw.
 */
export function replacedSummary(event: MatchEvent): MatchEvent[] {
  if (event.player_id === undefined) return [];
  const { detail: _, related_player_id: __, ...rest } = event;
  return [
    {
      ...rest,
      event_id: substitutionId(event.player_id),
      event_type: "other",
      operation: "void",
      metadata: {},
    },
  ];
}
