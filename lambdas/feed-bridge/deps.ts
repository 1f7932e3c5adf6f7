import type { PollDeps } from "../../modules/polling/session.ts";
import type { FeedHealthRecorder } from "../../modules/ports/feed-health.ts";
import type { IdMap } from "../../modules/ports/ids.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import type { PollAccounts, PollStates, VendorStreams } from "../../modules/ports/vendors.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";

export interface BridgeDeps extends PollDeps {
  metrics: Metrics;
  accounts: PollAccounts;
  states: PollStates;
  streams: VendorStreams;
  ids: IdMap;
  stream: EventStream;
  feeds: Pick<FeedHealthRecorder, "recordHeartbeat" | "recordUnreachable" | "recordReachable" | "addCounts">;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  pause: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  /** Calls `callback` once, after `ms`. @returns how to cancel it */
  alarm: (ms: number, callback: () => void) => () => void;
}
