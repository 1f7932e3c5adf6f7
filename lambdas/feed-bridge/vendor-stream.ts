import type { PollSession } from "../../modules/polling/session.ts";
import type { StreamedId } from "../../modules/providers/ids.ts";
import type { Streaming } from "../../modules/providers/streaming.ts";
import type { MessageOrder } from "./message-order.ts";
import type { PublishQueue } from "./publish-queue.ts";
import type { Signal } from "./signal.ts";
import type { StreamHealth } from "./stream-health.ts";
import type { TeamDirectory } from "./team-directory.ts";

/** A provider's stream while this bridge has its lease. */
export interface VendorStream {
  provider: StreamedId;
  streaming: Streaming;
  /** Used to backfill from the REST API. */
  session: PollSession;
  queue: PublishQueue;
  order: MessageOrder;
  teams: TeamDirectory;
  health: StreamHealth;
  /** Raised when the stream may have missed something. */
  gapSignal: Signal;
  /** The end of the last gap: as a place in the order of messages, and in milliseconds since the epoch. */
  gap: { mark: number; at: number };
}
