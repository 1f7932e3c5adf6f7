import { requireReadable, sentBytes, textOf } from "../../modules/ingest/body.ts";
import { accepted, itemsOrRefusal, publish } from "../../modules/ingest/intake.ts";
import { streamRecordsOf } from "../../modules/ingest/records.ts";
import type { StreamItem } from "../../modules/match/event.ts";
import { MANUAL_PROVIDER } from "../../modules/match/feed-health.ts";
import { id } from "../../modules/match/text.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import { entriesOf } from "../../modules/providers/custom/custom.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import { fault } from "../../modules/providers/kit/faults.ts";
import { isFields } from "../../modules/providers/kit/fields.ts";
import type { DecodedBody, Fault } from "../../modules/providers/provider.ts";
import { type Answer, type HttpRequest, Refusal } from "../../modules/runtime/http.ts";

/**
 * Accepts events entered by hand, in the body format of our own webhook, for the match in the path. Their provider is
 * `manual`, which overrides every feed, and their ids are our own.
 */
export async function enterEvents(request: HttpRequest, stream: EventStream, now: Date): Promise<Answer> {
  const matchId = id.safeParse(request.pathParameters?.id);
  if (!matchId.success) {
    throw new Refusal({ status: 404, code: "unknown_match", message: "No match can have this id." });
  }
  const { limits, formats } = adapterOf("custom");
  const sent = sentBytes(request, limits.sent);
  requireReadable(request, formats);
  const received_at = now.toISOString();
  const delivery = { received_at, request_id: request.requestContext.requestId };
  const text = textOf(sent, request, limits.expanded);
  const decoded = itemsOrRefusal(decodedFor(matchId.data, text, delivery));
  await publish(stream, streamRecordsOf(decoded.items.map(asManual), received_at));
  return accepted(decoded.received, decoded.duplicates);
}

function decodedFor(matchId: string, text: string, delivery: Parameters<typeof decode>[1]): DecodedBody {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return decode(text, delivery);
  }
  const { entries, at } = entriesOf(json, "events");
  if (!Array.isArray(entries)) return decode(text, delivery);
  const pathOf = (index: number) => (entries === json || at.length > 0 ? [...at, index] : []);
  const faults = entries.flatMap((entry: unknown, index): Fault[] => {
    const named = isFields(entry) ? entry.match_id : undefined;
    const isOther = named !== undefined && named !== null && String(named) !== matchId;
    return isOther ? [fault([...pathOf(index), "match_id"], "must be the match of the path")] : [];
  });
  if (faults.length > 0) return { outcome: "invalid", faults };
  const named = entries.map((entry: unknown) => (isFields(entry) ? { ...entry, match_id: matchId } : entry));
  // Keeps the shape of the body, so that faults have the paths they have there.
  const isBare = entries !== json && at.length === 0;
  return decode(JSON.stringify(isBare ? named[0] : entries === json ? named : { events: named }), delivery);
}

function decode(text: string, delivery: { received_at: string; request_id: string }): DecodedBody {
  return adapterOf("custom").decode(text, "events", delivery);
}

function asManual(item: StreamItem): StreamItem {
  return item.kind === "event"
    ? { kind: "event", event: { ...item.event, provider: MANUAL_PROVIDER } }
    : item;
}
