import { type Fields, isFields } from "../kit/fields.ts";
import { idOf, textOf } from "../kit/loose.ts";
import type { Named } from "../kit/named.ts";

/** Names come with their apostrophes doubled, as they are written in SQL. */
export function nameOf(value: unknown): string | undefined {
  return textOf(value)?.replaceAll("''", "'");
}

export function namedOf(value: unknown): Named | undefined {
  if (!isFields(value)) return undefined;
  const id = idOf(value.id);
  const name = nameOf(value.name);
  return id === undefined ? undefined : name === undefined ? { id } : { id, name };
}

/** Reads the name of an enumeration value `{id, name}`. Its id differs by version. */
export function labelOf(value: unknown): string | undefined {
  return isFields(value) ? nameOf(value.name) : undefined;
}

/** Makes a name lower case with underscores: `Ball Receipt*` becomes `ball_receipt`. */
export function slugOf(word: string): string {
  const known = slugs.get(word);
  if (known !== undefined) return known;
  const slug = word
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
  if (slugs.size < MAX_SLUGS) slugs.set(word, slug);
  return slug;
}

/** The vendor has few names, and each comes a thousand times a match. */
const slugs = new Map<string, string>();
const MAX_SLUGS = 500;

export function fieldsIn(fields: Fields, key: string): Fields {
  const value = fields[key];
  return isFields(value) ? value : NONE;
}
const NONE: Fields = {};

interface Place {
  x: number;
  y: number;
}

/**
 * A location on our pitch. Theirs is 120 by 80 from the top left of the acting team, which attacks x = 120, so
 * that their y = 0 is on the attacker's left and ours on the right.
 */
export function placeOf(location: unknown): Place | undefined {
  if (!Array.isArray(location)) return undefined;
  const [x, y]: unknown[] = location;
  if (typeof x !== "number" || typeof y !== "number") return undefined;
  return { x: percent(x / 120), y: percent(1 - y / 80) };
}

/** From 0 to 100 with two decimals: the ball leaves the pitch now and then. */
function percent(share: number): number {
  return Math.min(Math.max(Math.round(share * 10_000) / 100, 0), 100);
}

export const PROVIDER = "statsbomb";
