import { allsportsPolling } from "./allsports/polling.ts";
import { apiFootballPolling } from "./api-football/polling.ts";
import { footballDataPolling } from "./football-data/polling.ts";
import type { PolledId } from "./ids.ts";
import type { Polling } from "./polling.ts";
import { sportradarPolling } from "./sportradar/polling.ts";

/** How to poll each polled provider. */
const POLLING = {
  "api-football": apiFootballPolling,
  "football-data": footballDataPolling,
  allsports: allsportsPolling,
  sportradar: sportradarPolling,
} satisfies Record<PolledId, Polling>;

export function pollingOf(id: PolledId): Polling {
  return POLLING[id];
}
