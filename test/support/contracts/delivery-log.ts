import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { DeliveryLog } from "../../../modules/ports/webhook.ts";

const START = Date.parse("2024-11-20T10:30:20.000Z");
const HOUR = 3_600_000;

/** What every `DeliveryLog` does. `clock` is in milliseconds since the epoch. */
export function deliveryLogContract(name: string, open: (clock: () => number) => DeliveryLog): void {
  describe(name, () => {
    let now: number;
    let deliveries: DeliveryLog;
    let id: string;
    beforeEach(() => {
      now = START;
      deliveries = open(() => now);
      id = randomUUID();
    });

    test("knows a delivery for a day", async () => {
      await deliveries.remember("custom", id, 7);
      expect(await deliveries.accepted("custom", id)).toBe(7);
      now = START + 23 * HOUR;
      expect(await deliveries.accepted("custom", id)).toBe(7);
      now = START + 24 * HOUR;
      expect(await deliveries.accepted("custom", id)).toBeUndefined();
    });

    test("knows one by its provider and id together", async () => {
      await deliveries.remember("custom", id, 7);
      expect(await deliveries.accepted("custom", `${id}-2`)).toBeUndefined();
      expect(await deliveries.accepted("opta", id)).toBeUndefined();
      await deliveries.remember("opta", id, 2);
      expect(await deliveries.accepted("custom", id)).toBe(7);
      expect(await deliveries.accepted("opta", id)).toBe(2);
    });

    test("knows one of no items too", async () => {
      await deliveries.remember("custom", id, 0);
      expect(await deliveries.accepted("custom", id)).toBe(0);
    });

    test("knows what was said last, from when it was said", async () => {
      await deliveries.remember("custom", id, 3);
      now = START + 23 * HOUR;
      await deliveries.remember("custom", id, 4);
      now = START + 46 * HOUR;
      expect(await deliveries.accepted("custom", id)).toBe(4);
    });
  });
}
