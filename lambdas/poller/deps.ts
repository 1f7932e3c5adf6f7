import type { PollDeps } from "../../modules/polling/session.ts";
import type { PollState } from "../../modules/polling/state.ts";
import type { FeedJournal } from "../../modules/ports/feeds.ts";
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
  feeds: Pick<FeedJournal, "unreachable">;
}

/** A pause the vendor asks for is an outage if it is longer than a feed may be silent unnoticed. */
const LONG_HOLD_MS = 60_000;

/** Whether the feed will be unreachable for a while. */
export function isDown({ circuit, hold_until }: PollState, now: number): boolean {
  return circuit.openings > 0 || (circuit.failures > 0 && hold_until > now + LONG_HOLD_MS);
}
