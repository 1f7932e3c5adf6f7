import * as z from "zod";

/** Letters, digits and `. _ : ~ -`: safe in a URL path, in a channel name and as a partition key. */
const ID = /^[A-Za-z0-9._:~-]{1,128}$/;

/**
 * An identifier: 1 to 128 characters of `A-Z a-z 0-9 . _ : ~ -`.
 * Whole numbers are taken as well, since many feeds number their matches, and become strings.
 */
export const id = z
  .union([z.string(), z.int().nonnegative()])
  .transform(String)
  .pipe(z.string().regex(ID, "must be 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -"));

/** Text for people: 1 to 200 characters that Postgres can store. */
export const name = z
  .string()
  .min(1)
  .max(200)
  .refine(isStorable, "must not contain U+0000 or lone surrogates");

/** Far enough either way for a match, and what every reader of a time can hold. */
const YEARS = { first: 1900, last: 2199 };

/** RFC 3339 with an offset; kept in UTC with milliseconds. */
export const timestamp = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((time) => time.getUTCFullYear() >= YEARS.first && time.getUTCFullYear() <= YEARS.last, {
    error: `must be in the years ${YEARS.first} to ${YEARS.last}`,
  })
  .transform((time) => time.toISOString());

/** Whether `text` is something Postgres and every UTF-8 reader can hold: no U+0000, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

const MAX_DEPTH = 32;

/** `isStorable` for every key and string of a JSON value, which may be 32 levels deep. */
export function isStorableValue(value: unknown, depth = 0): boolean {
  if (typeof value === "string") return isStorable(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorableValue(inner, depth + 1));
}
