import type { StreamItem } from "../match/event.ts";

/** What a body holds, by its path: events, statuses, or a mixture in a vendor's own format. */
export type BodyKind = "events" | "status" | "native";

export type BodyFormat = "json" | "xml";

/** A delivery without its body. */
export interface Delivery {
  /** RFC 3339 UTC. */
  received_at: string;
  /** Our id of the request: a new one each time, also for a repeated delivery. */
  request_id: string;
  /** The sender's id, if the signature covers it: the same for a repeated delivery. */
  webhook_id?: string;
  /** The match by the vendor's id, from `?match=`, for bodies that do not name their match. */
  match?: string;
}

/** What is wrong with a body, and where: `{"path": "events[3].minute", "reason": "is required"}`. */
export interface Fault {
  /** From the root of the body, `$` for the root itself. */
  path: string;
  reason: string;
}

/** A body is accepted as a whole or not at all. */
export type DecodedBody =
  | {
      outcome: "items";
      /** In the order of the body, without exact repeats. */
      items: StreamItem[];
      /** Items in the body, repeats included. */
      received: number;
      /** Of these, exact repeats of an earlier item of the same body. */
      duplicates: number;
    }
  /** Not in the format at all, such as JSON cut short. */
  | { outcome: "unreadable"; reason: string }
  | { outcome: "invalid"; faults: Fault[] };

/** One feed vendor's format: its bodies become canonical items. Pure, and never throws, whatever the body. */
export interface Provider {
  kinds: readonly BodyKind[];
  formats: readonly BodyFormat[];
  /** Bytes of a body, as sent and once decompressed. */
  limits: { sent: number; expanded: number };
  decode(body: string, kind: BodyKind, delivery: Delivery): DecodedBody;
}
