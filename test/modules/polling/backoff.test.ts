import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoff, retryAfter } from "../../../modules/polling/backoff.ts";

const NOW = Date.parse("2026-07-19T12:00:00Z");
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the pause before another try", () => {
  test("is anything up to a bound that doubles and ends", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), random, (failures, chance) => {
        const pause = backoff(failures, chance);
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThan(Math.min(8_000, 500 * 2 ** (failures - 1)) + 1);
      }),
    );
    expect(backoff(1, 0)).toBe(0);
    expect([1, 2, 3, 4, 5, 6].map((failures) => backoff(failures, 0.5))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 4_000,
    ]);
  });
});

describe("Retry-After", () => {
  test.each([
    ["30", NOW + 30_000],
    [" 0 ", NOW],
    ["Sun, 19 Jul 2026 12:02:00 GMT", NOW + 120_000],
    ["Sunday, 19-Jul-26 12:02:00 GMT", NOW + 120_000],
    ["Sun, 19 Jul 2026 11:00:00 GMT", NOW],
    ["999999999", NOW + 3_600_000],
    ["Thu, 01 Jan 2099 00:00:00 GMT", NOW + 3_600_000],
  ])("%s is a time", (header, expected) => {
    expect(retryAfter(header, NOW)).toBe(expected);
  });

  test.each(["-1", "soon", "", "1.5", "12345678901", "1e3"])("%j is none", (header) => {
    expect(retryAfter(header, NOW)).toBeUndefined();
  });

  test("is never in the past, nor longer than an hour, whatever it says", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map(String),
          fc.date({ noInvalidDate: true }).map((at) => at.toUTCString()),
        ),
        (header) => {
          const until = retryAfter(header, NOW) ?? NOW;
          expect(until).toBeGreaterThanOrEqual(NOW);
          expect(until).toBeLessThanOrEqual(NOW + 3_600_000);
        },
      ),
    );
  });
});
