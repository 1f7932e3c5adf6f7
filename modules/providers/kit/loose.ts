import * as z from "zod";
import { isFields } from "./fields.ts";

/**
 * Pieces of schemas for vendors that write a missing value as null, "", 0, [] or by leaving the field out, and numbers
 * as numbers or text. None of them has faults of its own: a missing value becomes undefined.
 */

export const anything = z.unknown().optional();

/** A vendor's id, which goes behind `<provider>-`. 0 and "" are how ids are missing. */
export const externalId = anything.transform(idOf);
/** An id the record cannot do without. */
export const requiredId = z.unknown().transform(idOf).pipe(z.string("must be an id"));
/** Text for people: what can be stored of it, at most 200 characters. */
export const text = anything.transform(textOf);
/** A count, such as goals: a whole number from 0 to 200. */
export const count = anything.transform(countOf);

/** An object with these fields; whatever is no object is one without any of them. */
export function part<S extends z.ZodRawShape>(shape: S) {
  return anything.transform((value) => (isFields(value) ? value : {})).pipe(z.looseObject(shape));
}

/** A list, or undefined where there is none; the entries are read one by one later on. */
export const list = z.array(z.unknown()).nullish();

/** A person or a team as most vendors give one. */
export const named = part({ id: externalId, name: text });

const ID = /^[A-Za-z0-9._:~-]{1,100}$/;

export function idOf(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text !== "0" && ID.test(text) ? text : undefined;
}

const MAX_TEXT = 200;

export function textOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // Cut first: a surrogate pair cut in two is mended after it.
  const text = value.slice(0, MAX_TEXT).replaceAll("\u0000", "").toWellFormed().trim();
  return text === "" ? undefined : text;
}

export function countOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 200
    ? number
    : undefined;
}
