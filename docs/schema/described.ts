import type * as z from "zod";

/** What each field means, in a sentence or less. */
export type Words<S extends z.ZodRawShape> = Partial<Record<keyof S, string>>;

/** The fields of a schema of the handlers, with words for readers. */
export function described<S extends z.ZodRawShape>(shape: S, words: Words<S>): S {
  const entries = Object.entries(shape).map(([key, field]) => {
    const text = words[key];
    return [key, text === undefined ? field : (field as z.ZodType).describe(text)];
  });
  return Object.fromEntries(entries) as S;
}
