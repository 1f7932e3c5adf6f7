import { textOf } from "../../modules/ingest/body.ts";
import { accepted, itemsOrRefusal, publish } from "../../modules/ingest/intake.ts";
import { internalStreamRecords } from "../../modules/ingest/internal-records.ts";
import type { StreamItem, StreamRecord } from "../../modules/match/event.ts";
import { type FeedHealthRecorder, ONE_FAILED } from "../../modules/ports/feed-health.ts";
import type { IdMap } from "../../modules/ports/ids.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import type { CredentialStore, DeliveryLog, RateCounter } from "../../modules/ports/webhook.ts";
import type { ProviderId } from "../../modules/providers/ids.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import type { Delivery } from "../../modules/providers/provider.ts";
import { bestEffort } from "../../modules/runtime/best-effort.ts";
import {
  type HttpHandler,
  type HttpRequest,
  httpHandler,
  Refusal,
  unavailable,
} from "../../modules/runtime/http.ts";
import type { Log } from "../../modules/runtime/log.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import { authenticate } from "./authenticate.ts";
import { routeOf } from "./route.ts";
import type { Verified } from "./signature.ts";

export interface WebhookDeps {
  log: Log;
  credentials: CredentialStore;
  deliveries: DeliveryLog;
  rate: RateCounter;
  ids: IdMap;
  feeds: Pick<FeedHealthRecorder, "addCounts">;
  metrics: Metrics;
  stream: EventStream;
  /** Deliveries a provider may make per minute. */
  rateLimit: number;
  now: () => Date;
}

/**
 * Accepts a vendor's delivery: 202 once the stream has all of it, or a refusal and nothing of it is stored.
 *
 * That needs only the stream, the secrets and the id map. The delivery log saves work and the rate counter protects
 * us; both are skipped when they do not answer, since every item has an id that makes its repetition harmless.
 */
export function createHandler(deps: WebhookDeps): HttpHandler {
  return httpHandler(deps.log, async (request) => {
    const route = routeOf(request.rawPath);
    const { limits, formats } = adapterOf(route.provider);
    const now = deps.now();

    const { sent, verified } = await authenticate(deps.credentials, request, route, { limits, formats }, now);
    const delivery = deliveryOf(request, verified, now);
    const before = await admit(deps, route.provider, delivery.webhook_id, now);
    if (before !== undefined) return accepted(before, before);

    const { items, received, duplicates } = await withRefusalsCounted(deps, route.provider, now, () => {
      const text = textOf(sent, request, limits.expanded);
      return itemsOrRefusal(adapterOf(route.provider).decode(text, route.kind, delivery));
    });
    await publish(deps.stream, await recordsOf(items, delivery, deps.ids));
    await remember(deps, route.provider, delivery.webhook_id, received);
    const { request_id } = delivery;
    deps.log.info("delivery accepted", { request_id, provider: route.provider, received, duplicates });
    return accepted(received, duplicates);
  });
}

function deliveryOf(request: HttpRequest, verified: Verified, now: Date): Delivery {
  const match = request.queryStringParameters?.match;
  const base = {
    received_at: now.toISOString(),
    request_id: request.requestContext.requestId,
    ...(match === undefined ? {} : { match }),
  };
  return verified.scheme === "standard-webhooks" ? { ...base, webhook_id: verified.webhook_id } : base;
}

/** Admits a delivery. @returns the number of its items if it was accepted before */
async function admit(
  { deliveries, rate, rateLimit, log }: WebhookDeps,
  provider: ProviderId,
  webhookId: string | undefined,
  now: Date,
): Promise<number | undefined> {
  const [count, before] = await Promise.all([
    bestEffort(log, "rate counter skipped", () => rate.count(provider, now)),
    bestEffort(log, "delivery log skipped", async () =>
      webhookId === undefined ? undefined : deliveries.accepted(provider, webhookId),
    ),
  ]);
  if (count !== undefined && count > rateLimit) {
    throw new Refusal({
      status: 429,
      code: "rate_limited",
      message: `More than ${rateLimit} deliveries in a minute.`,
      headers: { "retry-after": String(60 - now.getUTCSeconds()) },
    });
  }
  return before;
}

/** Counts a refused body of a known sender: it shows in the health of the feed. */
async function withRefusalsCounted<T>(
  { feeds, metrics, log }: WebhookDeps,
  provider: ProviderId,
  now: Date,
  read: () => T,
): Promise<T> {
  try {
    return read();
  } catch (error) {
    metrics.report({ EventsFailed: 1 }, { provider });
    await bestEffort(log, "refusal not counted", () => feeds.addCounts(provider, ONE_FAILED, now));
    throw error;
  }
}

/** Makes the stream records. Without the id map the match is unknown. */
async function recordsOf(
  items: readonly StreamItem[],
  { received_at }: Delivery,
  ids: IdMap,
): Promise<StreamRecord[]> {
  try {
    return await internalStreamRecords(items, received_at, ids);
  } catch (cause) {
    throw unavailable("unavailable", "The ids cannot be looked up right now.", cause);
  }
}

/** Logs the delivery, only once the stream has it all: logged too early, a repetition of it would be dropped. */
async function remember(
  { deliveries, log }: WebhookDeps,
  provider: ProviderId,
  webhookId: string | undefined,
  items: number,
): Promise<void> {
  if (webhookId === undefined) return;
  await bestEffort(log, "delivery not remembered", () => deliveries.remember(provider, webhookId, items));
}
