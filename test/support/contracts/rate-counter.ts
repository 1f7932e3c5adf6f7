import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { RateCounter } from "../../../modules/ports/webhook.ts";

/** What every `RateCounter` does. */
export function rateCounterContract(name: string, open: () => RateCounter): void {
  describe(name, () => {
    let rate: RateCounter;
    let provider: string;
    beforeEach(() => {
      rate = open();
      provider = `vendor-${randomUUID()}`;
    });

    test("counts each delivery once, also those that come at once", async () => {
      const now = new Date("2024-11-20T10:30:20.000Z");
      const counts = await Promise.all(Array.from({ length: 20 }, () => rate.count(provider, now)));
      expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    test("starts anew for each minute and provider", async () => {
      const count = (of: string, time: string) => rate.count(of, new Date(time));
      expect(await count(provider, "2024-11-20T10:30:59.999Z")).toBe(1);
      expect(await count(provider, "2024-11-20T10:30:00.000Z")).toBe(2);
      expect(await count(provider, "2024-11-20T10:31:00.000Z")).toBe(1);
      expect(await count(provider, "2024-11-20T11:30:00.000Z")).toBe(1);
      expect(await count(`${provider}-2`, "2024-11-20T10:30:00.000Z")).toBe(1);
    });
  });
}
