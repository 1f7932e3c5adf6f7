import { allsports } from "./allsports/allsports.ts";
import { apiFootball } from "./api-football/api-football.ts";
import { custom } from "./custom/custom.ts";
import { footballData } from "./football-data/football-data.ts";
import type { ProviderId } from "./ids.ts";
import { opta } from "./opta/opta.ts";
import type { Provider } from "./provider.ts";
import { sportradar } from "./sportradar/sportradar.ts";
import { statsbomb } from "./statsbomb/statsbomb.ts";

/** The adapter of each provider. */
const PROVIDERS: Record<ProviderId, Provider> = {
  custom,
  opta,
  statsbomb,
  sportradar,
  "api-football": apiFootball,
  "football-data": footballData,
  allsports,
};

export function adapterOf(id: ProviderId): Provider {
  return PROVIDERS[id];
}
