import type { StreamRecord } from "../match/event.ts";
import type { EventStream } from "../ports/stream.ts";
import type { DecodedBody } from "../providers/provider.ts";
import { type Answer, Refusal, unavailable } from "../runtime/http.ts";

/**
 * The steps from a decoded body to the 202 that webhooks and operators share: all of a body is accepted, or nothing.
 */

/** The most faults that an answer lists: a sender with more has made one mistake many times. */
const MAX_FAULTS = 50;

/** @throws Refusal 400 `invalid_json` or `invalid_payload` */
export function itemsOrRefusal(decoded: DecodedBody): DecodedBody & { outcome: "items" } {
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
        ? `The body has ${faults.length} faults; the first ${MAX_FAULTS} are listed.`
        : "The body is not what this route takes; nothing of it was accepted.",
    details: faults.slice(0, MAX_FAULTS),
  });
}

/** @throws Refusal 503 `stream_unavailable` */
export async function publish(stream: EventStream, records: readonly StreamRecord[]): Promise<void> {
  try {
    await stream.publish(records);
  } catch (cause) {
    throw unavailable("stream_unavailable", "Not everything could be taken; send all of it again.", cause);
  }
}

export function accepted(received: number, duplicates: number): Answer {
  return { status: 202, body: { status: "accepted", received, duplicates } };
}
