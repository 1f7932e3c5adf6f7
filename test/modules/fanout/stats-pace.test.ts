import { describe, expect, it } from "vitest";
import { statsPace } from "../../../modules/fanout/stats-pace.ts";

describe("statistics", () => {
  it("come once a second to few viewers, and take a fifth of the posts at most with many", () => {
    const pace = statsPace(10_000);
    expect([0, 100, 2_000, 10_000, 100_000].map(pace.interval)).toEqual([1_000, 1_000, 1_000, 5_000, 50_000]);
  });

  it("come half as often each time the budget was short, up to a limit, and recover", () => {
    const pace = statsPace(10_000);
    const after = (short: boolean) => {
      pace.adapt(short);
      return pace.interval(100);
    };
    expect([true, true, true, true, true].map(after)).toEqual([2_000, 4_000, 8_000, 16_000, 16_000]);
    expect([false, false, false, false, false].map(after)).toEqual([8_000, 4_000, 2_000, 1_000, 1_000]);
  });
});
