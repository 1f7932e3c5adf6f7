import type { Gateway } from "../ports.ts";
import type { Delivery } from "./plan.ts";
import { forEach } from "./pool.ts";

/** What became of the frames of a batch; counts are posts, `gone` lists connections. */
export interface DeliveryReport {
  delivered: number;
  failed: number;
  /** Frames not tried: after a failure on their connection, or because the time was up. */
  skipped: number;
  gone: string[];
}

/** As many posts under way as there are sockets to make them on. */
const CONCURRENCY = 128;

/**
 * Posts every delivery: connections in parallel, the frames of one connection in order.
 * A connection that fails is left alone for the rest of the batch, so that it holds up nobody; its viewer sees
 * the gap in `seq`. Never rejects.
 *
 * @param timeLeft milliseconds this may still take; asked before each connection
 */
export async function deliver(
  deliveries: readonly Delivery[],
  gateway: Gateway,
  timeLeft: () => number,
): Promise<DeliveryReport> {
  const report: DeliveryReport = { delivered: 0, failed: 0, skipped: 0, gone: [] };
  await forEach(deliveries, CONCURRENCY, async (delivery) => {
    if (timeLeft() > 0) await deliverOne(delivery, gateway, report);
    else report.skipped += delivery.payloads.length;
  });
  return report;
}

async function deliverOne({ connectionId, payloads }: Delivery, gateway: Gateway, report: DeliveryReport) {
  for (const [index, payload] of payloads.entries()) {
    const outcome = await gateway.post(connectionId, payload);
    if (outcome === "delivered") {
      report.delivered += 1;
      continue;
    }
    if (outcome === "gone") report.gone.push(connectionId);
    else report.failed += 1;
    report.skipped += outcome === "gone" ? 0 : payloads.length - index - 1;
    return;
  }
}
