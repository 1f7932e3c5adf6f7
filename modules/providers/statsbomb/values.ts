import { type Fields, isFields } from "../custom/fields.ts";
import { idOf, wordsOf } from "../kit/loose.ts";

/** A player or a team, by the vendor's id. */
export interface Named {
  id: string;
  name?: string;
}

/** Names come with their apostrophes doubled, as they are written in SQL. */
export function nameOf(value: unknown): string | undefined {
  return wordsOf(value)?.replaceAll("''", "'");
}

export function namedOf(value: unknown): Named | undefined {
  if (!isFields(value)) return undefined;
  const id = idOf(value.id);
  const name = nameOf(value.name);
  return id === undefined ? undefined : name === undefined ? { id } : { id, name };
}

/** The name of a `{id, name}` that is one of a list of words. Its id is not to be trusted: it differs by version. */
export function wordOf(value: unknown): string | undefined {
  return isFields(value) ? nameOf(value.name) : undefined;
}

/** A word in our writing: `Ball Receipt*` is `ball_receipt`. */
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

/** The vendor's words are few, and each comes a thousand times a match. */
const slugs = new Map<string, string>();
const MAX_SLUGS = 500;

export function fieldsIn(fields: Fields, key: string): Fields {
  const value = fields[key];
  return isFields(value) ? value : NONE;
}
const NONE: Fields = {};

export interface Place {
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
