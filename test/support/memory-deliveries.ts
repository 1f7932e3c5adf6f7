import type { DeliveryLog, RateCounter } from "../../modules/ports/webhook.ts";

const DAY_MS = 24 * 3_600_000;

/** Deliveries in memory, and how many there were in each minute. @param now milliseconds since the epoch */
export function memoryDeliveries(now: () => number) {
  const remembered = new Map<string, { items: number; until: number }>();
  const counts = new Map<string, number>();
  const deliveries: DeliveryLog = {
    async accepted(provider, webhookId) {
      const known = remembered.get(JSON.stringify([provider, webhookId]));
      return known && known.until > now() ? known.items : undefined;
    },
    async remember(provider, webhookId, items) {
      remembered.set(JSON.stringify([provider, webhookId]), { items, until: now() + DAY_MS });
    },
  };
  const rate: RateCounter = {
    async count(provider, at) {
      const minute = JSON.stringify([provider, Math.floor(at.getTime() / 60_000)]);
      const count = (counts.get(minute) ?? 0) + 1;
      counts.set(minute, count);
      return count;
    },
  };
  return { deliveries, rate, remembered };
}
