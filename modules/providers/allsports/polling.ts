import { jsonOf } from "../../match/json.ts";
import { isFields } from "../kit/fields.ts";
import { type Polling, withQuery } from "../polling.ts";

const DAY_MS = 86_400_000;

/**
 * AllSportsAPI: `met=Livescore` has the whole of every match in play. A match that has left it is found by
 * `met=Fixtures`, which needs dates as well. Answers do not give the limits, which depend on the plan: the secret of
 * the key can name them.
 */
export const allsportsPolling: Polling = {
  url: "https://apiv2.allsportsapi.com",
  limits: { perMinute: 60 },
  live: { path: "football/", query: { met: "Livescore", timezone: "UTC" } },
  pollsEachMatch: false,
  perCall: 1,
  matches: ([id = ""], now) => ({
    path: "football/",
    query: {
      met: "Fixtures",
      timezone: "UTC",
      matchId: id,
      from: dayOf(now.getTime() - 2 * DAY_MS),
      to: dayOf(now.getTime() + DAY_MS),
    },
  }),
  signed: (request, key) => withQuery(request, "APIkey", key),
  quotaOf: () => ({}),
  isEmptyLive: (body) => isSuccessWithoutResult(body),
};

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, "yyyy-mm-dd".length);
}

/** With nothing in play there is no list at all. */
function isSuccessWithoutResult(body: string): boolean {
  const json = jsonOf(body);
  return isFields(json) && (json.success === 1 || json.success === "1") && json.result === undefined;
}
