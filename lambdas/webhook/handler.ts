import { type Answer, type HttpHandler, type HttpRequest, httpHandler, Refusal } from "../http.ts";
import type { Log } from "../log.ts";
import type { Delivered } from "../match/event.ts";
import type { CredentialStore, DeliveryLog, EventStream, RateCounter } from "../ports.ts";
import type { ProviderId } from "../providers/ids.ts";
import { providerOf } from "../providers/index.ts";
import type { Decoded, Delivery } from "../providers/provider.ts";
import { recordsOf } from "../providers/records.ts";
import { authentic } from "./authentic.ts";
import { textOf } from "./body.ts";
import { type Route, routeOf } from "./route.ts";
import type { Verified } from "./signature.ts";
import { unavailable } from "./unavailable.ts";
import { withoutWaiting } from "./without-waiting.ts";

export interface WebhookDeps {
  log: Log;
  credentials: CredentialStore;
  deliveries: DeliveryLog;
  rate: RateCounter;
  stream: EventStream;
  /** Deliveries a provider may make per minute. */
  rateLimit: number;
  now: () => Date;
}

/**
 * Takes a vendor's delivery: 202 once the stream has all of it, or a refusal and nothing of it is kept.
 *
 * Only the stream and the secrets are needed for that. The log of deliveries spares work and the rate
 * counter protects us; both are skipped when they do not answer, since every item carries an id that makes
 * its repetition harmless.
 */
export function createHandler(deps: WebhookDeps): HttpHandler {
  return httpHandler(deps.log, async (request) => {
    const route = routeOf(request.rawPath);
    const { limits, formats } = providerOf(route.provider);
    const now = deps.now();

    const { sent, verified } = await authentic(
      deps.credentials,
      request,
      route.provider,
      { limits, formats },
      now,
    );
    const delivery = deliveryOf(request, verified, now);
    const before = await admitted(deps, route.provider, delivery.webhook_id, now);
    if (before !== undefined) return accepted(before, before);

    const decoded = decode(route, textOf(sent, request, limits.expanded), delivery);
    await publish(deps, decoded.items, delivery.received_at);
    const { received, duplicates } = decoded;
    await remember(deps, route.provider, delivery.webhook_id, received);
    const { request_id } = delivery;
    deps.log.info("delivery accepted", { request_id, provider: route.provider, received, duplicates });
    return accepted(received, duplicates);
  });
}

function accepted(received: number, duplicates: number): Answer {
  return { status: 202, body: { status: "accepted", received, duplicates } };
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

/** Lets a delivery in, and tells how many items it had if it has been accepted before. */
async function admitted(
  { deliveries, rate, rateLimit, log }: WebhookDeps,
  provider: ProviderId,
  webhookId: string | undefined,
  now: Date,
): Promise<number | undefined> {
  const [count, before] = await Promise.all([
    withoutWaiting(log, "rate counter skipped", () => rate.count(provider, now)),
    withoutWaiting(log, "delivery log skipped", async () =>
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

/** Faults that are told; whoever has this many has made one mistake many times. */
const MAX_FAULTS = 50;

function decode({ provider, kind }: Route, text: string, delivery: Delivery) {
  const decoded: Decoded = providerOf(provider).decode(text, kind, delivery);
  if (decoded.outcome === "items") return decoded;
  if (decoded.outcome === "unreadable") {
    throw new Refusal({ status: 400, code: "invalid_json", message: decoded.reason });
  }
  const { faults } = decoded;
  throw new Refusal({
    status: 400,
    code: "invalid_payload",
    message:
      faults.length > MAX_FAULTS
        ? `The body has ${faults.length} faults; the first ${MAX_FAULTS} are told.`
        : "The body is not what this route takes; nothing of it was accepted.",
    details: faults.slice(0, MAX_FAULTS),
  });
}

async function publish(
  { stream }: WebhookDeps,
  items: readonly Delivered[],
  receivedAt: string,
): Promise<void> {
  try {
    await stream.publish(recordsOf(items, receivedAt));
  } catch (cause) {
    throw unavailable("stream_unavailable", "Not everything could be taken; send all of it again.", cause);
  }
}

/** Only after everything is in the stream: a delivery remembered too early would be lost if sent again. */
async function remember(
  { deliveries, log }: WebhookDeps,
  provider: ProviderId,
  webhookId: string | undefined,
  items: number,
): Promise<void> {
  if (webhookId === undefined) return;
  await withoutWaiting(log, "delivery not remembered", () => deliveries.remember(provider, webhookId, items));
}
