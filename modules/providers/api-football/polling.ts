import { countIn, type Polling, withHeader } from "../polling.ts";

/**
 * API-Football v3: `live=all` has the events of every fixture in play. The free plan's limits hold until the
 * first answer gives those of the key: `X-RateLimit-*` counts the minute, `x-ratelimit-requests-*` the day.
 */
export const apiFootballPolling: Polling = {
  url: "https://v3.football.api-sports.io",
  limits: { perMinute: 10, perDay: 100 },
  live: { path: "fixtures", query: { live: "all" } },
  pollsEachMatch: false,
  perCall: 20,
  matches: (ids) => ({ path: "fixtures", query: { ids: ids.join("-") } }),
  signed: (request, key) => withHeader(request, "x-apisports-key", key),
  quotaOf: (header) => ({
    perMinute: countIn(header("x-ratelimit-limit")),
    leftInMinute: countIn(header("x-ratelimit-remaining")),
    perDay: countIn(header("x-ratelimit-requests-limit")),
    leftInDay: countIn(header("x-ratelimit-requests-remaining")),
  }),
};
