import type { PollDeps } from "../../modules/polling/session.ts";
import type { FeedHealthRecorder } from "../../modules/ports/feed-health.ts";
import type { IdMap } from "../../modules/ports/ids.ts";
import type { EventStream } from "../../modules/ports/stream.ts";
import type { PollAccounts, PollStates } from "../../modules/ports/vendors.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";

export interface PollerDeps extends PollDeps {
  metrics: Metrics;
  accounts: PollAccounts;
  states: PollStates;
  ids: IdMap;
  stream: EventStream;
  feeds: Pick<FeedHealthRecorder, "recordUnreachable" | "recordReachable">;
}
