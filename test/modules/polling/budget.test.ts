import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  callsLeftToday,
  heldUntil,
  NOTHING_SPENT,
  nextCallAt,
  nextDay,
  type Spent,
  spend,
  withVendorCount,
} from "../../../modules/polling/budget.ts";

const NOON = Date.parse("2026-07-19T12:00:00Z");
const MIDNIGHT = Date.parse("2026-07-20T00:00:00Z");

/** Waits until it may call, then calls, for each step; `wait` is what else it does before. */
function callsOf(
  steps: readonly { wait: number; urgent: boolean }[],
  limits: Parameters<typeof nextCallAt>[1],
  from: number,
): number[] {
  let spent: Spent = NOTHING_SPENT;
  let now = from;
  return steps.map(({ wait, urgent }) => {
    now = nextCallAt(spent, limits, now + wait, urgent);
    spent = spend(spent, now);
    return now;
  });
}

const steps = fc.array(
  fc.record({
    wait: fc.oneof(fc.constant(0), fc.nat(2_000), fc.nat(120_000), fc.nat(6 * 3_600_000)),
    urgent: fc.boolean(),
  }),
  { maxLength: 120 },
);
const limits = fc.record(
  {
    perMinute: fc.integer({ min: 1, max: 40 }),
    perSecond: fc.integer({ min: 1, max: 5 }),
    perDay: fc.integer({ min: 1, max: 60 }),
  },
  { requiredKeys: ["perMinute"] },
);

describe("a budget, whatever is asked for when", () => {
  test("is never exceeded in any minute, any second, or any day", () => {
    fc.assert(
      fc.property(steps, limits, fc.nat(86_400_000), (asked, allowed, offset) => {
        const calls = callsOf(asked, allowed, NOON + offset);
        const within = (at: number, length: number) =>
          calls.filter((call) => call >= at && call < at + length).length;
        for (const at of calls) {
          expect(within(at, 60_000)).toBeLessThanOrEqual(allowed.perMinute);
          expect(within(at, 1_000)).toBeLessThanOrEqual(allowed.perSecond ?? Number.POSITIVE_INFINITY);
        }
        const days = Map.groupBy(calls, (at) => Math.floor(at / 86_400_000));
        for (const day of days.values()) {
          expect(day.length).toBeLessThanOrEqual(allowed.perDay ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  test("leaves a tenth to others, except for a match that comes to its end", () => {
    const usual = callsOf(Array(200).fill({ wait: 0, urgent: false }), { perMinute: 20 }, NOON);
    const urgent = callsOf(Array(200).fill({ wait: 0, urgent: true }), { perMinute: 20 }, NOON);
    expect(usual.filter((at) => at < NOON + 60_000)).toHaveLength(18);
    expect(urgent.filter((at) => at < NOON + 60_000)).toHaveLength(20);
  });

  test("starts anew with the day of UTC", () => {
    const late = callsOf(Array(12).fill({ wait: 0, urgent: false }), { perMinute: 100, perDay: 10 }, NOON);
    expect(late.slice(0, 9).every((at) => at === NOON)).toBe(true);
    expect(late.slice(9)).toEqual([MIDNIGHT, MIDNIGHT, MIDNIGHT]);
    expect(nextDay(NOON)).toBe(MIDNIGHT);
  });
});

describe("what the vendor has counted", () => {
  test("holds if it is more than we know of: others have the same key", () => {
    const spent = spend(NOTHING_SPENT, NOON);
    const told = withVendorCount(spent, { perDay: 100, leftInDay: 40 }, NOON);
    expect(callsLeftToday(told, 100, NOON, true)).toBe(40);
    expect(withVendorCount(told, { perDay: 100, leftInDay: 90 }, NOON)).toEqual(told);
    expect(withVendorCount(spent, {}, NOON)).toEqual(spent);
  });

  test("of yesterday is forgotten", () => {
    const told = withVendorCount(NOTHING_SPENT, { perDay: 100, leftInDay: 0 }, NOON);
    expect(nextCallAt(told, { perMinute: 10, perDay: 100 }, NOON, true)).toBe(MIDNIGHT);
    expect(nextCallAt(told, { perMinute: 10, perDay: 100 }, MIDNIGHT, false)).toBe(MIDNIGHT);
  });

  test("makes us wait for the next minute when hardly anything is left of this one", () => {
    const limit = { perMinute: 10 };
    expect(heldUntil({ leftInMinute: 1, minuteEndsIn: 12 }, limit, NOON)).toBe(NOON + 12_000);
    expect(heldUntil({ leftInMinute: 0 }, limit, NOON)).toBe(NOON + 60_000);
    expect(heldUntil({ leftInMinute: 2, minuteEndsIn: 12 }, limit, NOON)).toBeUndefined();
    expect(heldUntil({}, limit, NOON)).toBeUndefined();
  });
});
