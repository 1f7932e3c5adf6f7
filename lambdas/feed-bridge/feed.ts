import type { Session } from "../../modules/polling/session.ts";
import type { StreamedId } from "../../modules/providers/ids.ts";
import type { Streaming } from "../../modules/providers/streaming.ts";
import type { MessageOrder } from "./message-order.ts";
import type { PublishQueue } from "./publish-queue.ts";
import type { Signal } from "./signal.ts";
import type { Teams } from "./teams.ts";
import type { Vitals } from "./vitals.ts";

/** A provider's stream as it is held, from one lease to its end. */
export interface Feed {
  provider: StreamedId;
  streaming: Streaming;
  /** With which it is asked for what was missed. */
  session: Session;
  queue: PublishQueue;
  order: MessageOrder;
  teams: Teams;
  vitals: Vitals;
  /** Rung when something has been missed. */
  missed: Signal;
  /** Up to where something may be missing: in the order of what was heard, and in milliseconds since the epoch. */
  gap: { mark: number; at: number };
}
