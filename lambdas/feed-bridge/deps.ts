import type { PollDeps } from "../../modules/polling/session.ts";
import type { FeedJournal } from "../../modules/ports/feeds.ts";
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
  feeds: Pick<FeedJournal, "alive" | "unreachable" | "count">;
  /** Ends early, and without complaint, when `signal` does. */
  pause: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  /** Rings once, after `ms`, unless it is called off. */
  alarm: (ms: number, ring: () => void) => () => void;
}
