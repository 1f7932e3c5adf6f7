import { countIn, type Polling, withHeader } from "../polling.ts";

/** Without these the lists of what happened are left out, as they are where the key's plan does not have them. */
const UNFOLDED = {
  "x-unfold-goals": "true",
  "x-unfold-bookings": "true",
  "x-unfold-subs": "true",
};

/** Football-Data.org v4. Its free plan counts minutes only, and every answer gives the calls left in this one. */
export const footballDataPolling: Polling = {
  url: "https://api.football-data.org/v4",
  limits: { perMinute: 10 },
  // In play or paused. What the filter may leave out, such as extra time, is asked for by id until it is over.
  live: { path: "matches", query: { status: "LIVE" }, headers: UNFOLDED },
  pollsEachMatch: false,
  // The API names no limit; this keeps the address short.
  perCall: 20,
  matches: (ids) => ({ path: "matches", query: { ids: ids.join(",") }, headers: UNFOLDED }),
  signed: (request, key) => withHeader(request, "x-auth-token", key),
  quotaOf: (header) => ({
    leftInMinute: countIn(header("x-requests-available-minute")),
    minuteEndsIn: countIn(header("x-requestcounter-reset")),
  }),
};
