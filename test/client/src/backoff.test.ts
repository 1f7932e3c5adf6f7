import fc from "fast-check";
import { expect, test } from "vitest";
import { backoff } from "../../../client/src/backoff.ts";

test("each pause is anything from nothing up to twice the longest of the one before, and never beyond the longest", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat({ max: 60 }), random, (attempt, roll) => {
      const pause = backoff(attempt, 500, 20_000, () => roll);
      expect(pause).toBe(roll * Math.min(20_000, 500 * 2 ** attempt));
      expect(pause).toBeLessThan(20_000);
    }),
  );
});
