import type { AskDeps } from "../asking/session.ts";
import type { Metrics } from "../metrics.ts";
import type { FeedJournal } from "../ports/feeds.ts";
import type { IdMap } from "../ports/ids.ts";
import type { EventStream } from "../ports/stream.ts";
import type { PollAccounts, PollStates, VendorStreams } from "../ports/vendors.ts";

export interface BridgeDeps extends AskDeps {
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
