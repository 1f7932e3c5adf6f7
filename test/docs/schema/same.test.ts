import { expect, test } from "vitest";
import type { Same } from "../../../docs/schema/same.ts";

/** Checked by `tsc`: a value other than the type's does not compile. */
test("two types are the same only if no field differs, in either direction", () => {
  const equal: Same<{ a: 1 } & { b?: readonly string[] }, { a: 1; b?: string[] }> = true;
  const union: Same<{ x: 0 } & ({ a: 1 } | { b: 2 }), { x: 0; a: 1 } | { x: 0; b: 2 }> = true;
  const another: Same<{ a: string }, { a: number }> = false;
  const missing: Same<{ a: 1; b: 2 }, { a: 1 }> = false;
  const added: Same<{ a: 1 }, { a: 1; b: 2 }> = false;
  const optional: Same<{ a: 1 }, { a: 1; b?: 2 }> = false;
  const word: Same<"a" | "b", "a"> = false;
  const deep: Same<{ a: { b: { c: string }[] } }, { a: { b: { c: string; d?: string }[] } }> = false;
  const loose: Same<{ a: unknown }, { a: string }> = false;
  expect([equal, union]).toEqual([true, true]);
  expect([another, missing, added, optional, word, deep, loose]).not.toContain(true);
});
