import { type Polling, withHeader } from "../polling.ts";

/**
 * Sportradar Soccer v4: `live/summaries` has the status and score of every match in play, from minutes before kick-off
 * to minutes after the end; what happened, and what was deleted, is in the timeline of each. The address is that of a
 * trial key, whose one call per second is the limit; the secret of a production key names its own.
 */
export const sportradarPolling: Polling = {
  url: "https://api.sportradar.com/soccer/trial/v4/en",
  limits: { perSecond: 1, perMinute: 60 },
  live: { path: "schedules/live/summaries.json" },
  pollsEachMatch: true,
  perCall: 1,
  matches: ([urn = ""]) => ({ path: `sport_events/${segmentOf(urn)}/timeline.json` }),
  signed: (request, key) => withHeader(request, "x-api-key", key),
  quotaOf: () => ({}),
};

/** Colons may stand in a path as they are. */
function segmentOf(urn: string): string {
  return encodeURIComponent(urn).replaceAll("%3A", ":");
}
