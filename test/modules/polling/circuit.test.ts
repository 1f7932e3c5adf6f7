import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterFailure, type Circuit, CLOSED, circuitState } from "../../../modules/polling/circuit.ts";

const NOW = Date.parse("2026-07-19T12:00:00Z");
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the circuit", () => {
  const failed = (times: number, from: Circuit = CLOSED, at = NOW) =>
    Array.from({ length: times }).reduce<Circuit>((circuit) => afterFailure(circuit, at, 0.5), from);

  test("opens after six failures in a row, not before", () => {
    expect(circuitState(failed(5), NOW)).toBe("closed");
    expect(circuitState(failed(6), NOW)).toBe("open");
  });

  test("lets one call through when its time is over, and opens for longer if that fails too", () => {
    const open = failed(6);
    expect(circuitState(open, open.until)).toBe("half_open");
    const again = afterFailure(open, open.until, 0.5);
    expect(again.until - open.until).toBeGreaterThan(open.until - NOW);
    expect(circuitState(again, open.until)).toBe("open");
  });

  test("stays open between half and all of a time that doubles, and never for longer than ten minutes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 60 }), random, (times, chance) => {
        const { until } = afterFailure(failed(times - 1), NOW, chance);
        const longest = Math.min(600_000, 30_000 * 2 ** (times - 6));
        expect(until - NOW).toBeGreaterThanOrEqual(longest / 2);
        expect(until - NOW).toBeLessThanOrEqual(longest);
      }),
    );
  });

  test("opens at once, and long, where nothing will get better by itself", () => {
    expect(afterFailure(CLOSED, NOW, 0, true).until).toBe(NOW + 300_000);
  });
});
