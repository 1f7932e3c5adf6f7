import * as z from "zod";
import { id, timestamp } from "./text.ts";

/** The health of a feed: `stale` when a live match receives nothing from it, `down` when that lasts. */
const FEED_STATUSES = ["healthy", "stale", "down"] as const;
export const feedStatus = z.enum(FEED_STATUSES);
export type FeedStatus = z.infer<typeof feedStatus>;

/** The health of the feed of a match at `occurred_at`. */
export const feedNotice = z.object({
  provider: id,
  match_id: id,
  status: feedStatus,
  /** The time of its last message at the latest; missing if it is healthy. */
  silent_since: timestamp.optional(),
  occurred_at: timestamp,
});
export type FeedNotice = z.infer<typeof feedNotice>;
