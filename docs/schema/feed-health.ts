import * as z from "zod";
import type { FeedHealth, HealthBody } from "../../lambdas/operations/health.ts";
import { type FeedNotice, feedNotice, feedStatus } from "../../modules/match/feed-notice.ts";
import { described } from "./described.ts";
import { like } from "./same.ts";

/** How feeds are doing, as the routes tell it. */

const count = z.int().min(0);

export const publicNotice = like<FeedNotice>()(
  z
    .object(
      described(feedNotice.shape, {
        status:
          "`stale` after five minutes of silence in play, 20 in a break; `down` 15 minutes later, or while the provider cannot be reached.",
        silent_since: "When the feed was last heard, at the latest.",
        occurred_at: "When we found out.",
      }),
    )
    .describe("The feed of a live match has gone silent, or is back."),
);

export const feedHealth = like<FeedHealth>()(
  z
    .object({
      status: feedStatus.describe(
        "`stale`: all its matches in play have been silent for five minutes, in a break for 20. `down`: for 15 minutes more; or it cannot be reached; or nothing it sent in the window was fit for use.",
      ),
      events_received: count.describe(
        "The sum of the next three. Of a list of a match's events each one counts, so feeds that are polled have mostly duplicates.",
      ),
      events_processed: count.describe("Gave an entry of a log."),
      events_failed: count.describe("Can never be processed, or came in a body that was refused."),
      events_duplicate: count.describe("Changed nothing."),
      average_latency_ms: count
        .nullable()
        .describe("Of what was processed, from its arrival until it was stored."),
      last_event_time: z.iso
        .datetime()
        .nullable()
        .describe("When anything fit for use last came; null if that is more than a week ago."),
      time_since_last_ms: count.nullable(),
      live_matches: count.describe("Matches in play that it has spoken of in the last hours."),
      silent_matches: count.describe("Of them, those of which it has been silent for too long."),
    })
    .describe("How the feed of one provider is doing."),
);

export const healthOfFeeds = like<HealthBody>()(
  z
    .object({
      timestamp: z.iso.datetime(),
      since: z.iso
        .datetime()
        .describe("What is counted came since then: the last hour, in whole five minutes."),
      providers: z.record(z.string(), feedHealth).describe("By provider, all there are."),
    })
    .describe("How all feeds are doing."),
);
