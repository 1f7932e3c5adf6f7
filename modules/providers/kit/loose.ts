import * as z from "zod";
import { isFields } from "../custom/fields.ts";

/**
 * Pieces of schemas for vendors that write "nothing" as null, "", 0, [] or by leaving the field out, and numbers
 * as text or not, as it comes. None of them has faults of its own: what says nothing becomes undefined.
 */

export const anything = z.unknown().optional();

/** A vendor's id, which goes behind `<provider>-`. 0 and "" are how ids are missing. */
export const externalId = anything.transform(idOf);
/** Text for people: what can be stored of it, at most 200 characters. */
export const words = anything.transform(wordsOf);
/** A count, such as goals: a whole number from 0 to 200. */
export const count = anything.transform(countOf);

/** An object with these fields; whatever is no object is one without any of them. */
export function part<S extends z.ZodRawShape>(shape: S) {
  return anything.transform((value) => (isFields(value) ? value : {})).pipe(z.looseObject(shape));
}

/** A list, or undefined where there is none; the entries are read one by one later on. */
export const list = z.array(z.unknown()).nullish();

/** A person or a team as most vendors give one. */
export const named = part({ id: externalId, name: words });

const ID = /^[A-Za-z0-9._:~-]{1,100}$/;

export function idOf(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text !== "0" && ID.test(text) ? text : undefined;
}

const MAX_WORDS = 200;

export function wordsOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // Cut first: a surrogate pair cut in two is mended after it.
  const text = value.slice(0, MAX_WORDS).replaceAll("\u0000", "").toWellFormed().trim();
  return text === "" ? undefined : text;
}

export function countOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 200
    ? number
    : undefined;
}

/** RFC 3339 UTC of a time that has an offset; undefined for anything else. */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(value))
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : isoOf(time);
}

/** RFC 3339 UTC, unless the time is so far off that it is none, or one that is counted from it would be. */
export function isoOf(time: number): string | undefined {
  return time >= Date.UTC(1901) && time < Date.UTC(2199) ? new Date(time).toISOString() : undefined;
}

/** Letters and digits only, without accents and case, to compare names by. */
export function plain(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Without the fields that are undefined, which would not survive the way to the consumer. */
export function defined<T extends object>(fields: T): T {
  const rest: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    if (fields[key] !== undefined) rest[key] = fields[key];
  }
  return rest as T;
}
