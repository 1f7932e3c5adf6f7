import * as z from "zod";
import { id, timestamp } from "./text.ts";

/** How a feed is doing: `stale` while a live match hears nothing of it, `down` when that has gone on for long. */
const FEED_STATUSES = ["healthy", "stale", "down"] as const;
export const feedStatus = z.enum(FEED_STATUSES);
export type FeedStatus = z.infer<typeof feedStatus>;

/** How the feed of a match is doing, as we found it at `occurred_at`. */
export const feedNotice = z.object({
  provider: id,
  match_id: id,
  status: feedStatus,
  /** When it was last heard, at the latest; missing where it is well. */
  silent_since: timestamp.optional(),
  occurred_at: timestamp,
});
export type FeedNotice = z.infer<typeof feedNotice>;
