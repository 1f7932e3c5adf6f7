import { describe, expect, it } from "vitest";
import { clockOf } from "../../../../modules/providers/kit/clock.ts";

describe("the clock of a vendor", () => {
  it.each<[unknown, unknown, [number, number] | undefined]>([
    [45, null, [45, 0]],
    [45, 2, [45, 2]],
    ["45+2", undefined, [45, 2]],
    [" 90 + 6 ", undefined, [90, 6]],
    ["90+", undefined, [90, 0]],
    ["12'", undefined, [12, 0]],
    [-3, null, [0, 0]],
    [90, "4", [90, 4]],
    [null, null, undefined],
    ["", null, undefined],
    ["HT", null, undefined],
    [151, null, undefined],
    [{}, [], undefined],
  ])("%j with %j extra is %j", (minute, extra, expected) => {
    const clock = clockOf(minute, extra);
    expect(clock && [clock.minute, clock.extra_minute]).toEqual(expected);
  });
});
