import * as z from "zod";
import type { About } from "../../modules/match/about.ts";
import { feedStatus } from "../../modules/match/feed-notice.ts";
import type { MatchFrame } from "../../modules/match/frame.ts";
import { status } from "../../modules/match/status.ts";
import { league, publicEventShape, team } from "./event.ts";
import { like } from "./same.ts";
import { score, snapshot, stateSummary, teamStats } from "./state.ts";

/** The frames that speak of a match. */

const count = z.int().min(0);

const base = {
  channel: z.string(),
  match_id: z.string(),
  seq: count.describe("Number of the log entry the frame is of. The frames of one entry share it."),
  prev_seq: count.describe(
    "`seq` of the frames before on channels of this kind, public or not: whoever holds another has missed some.",
  ),
  timestamp: z.iso.datetime(),
  state: stateSummary,
};

export const about = like<About>()(
  z
    .object({
      sport: z.string(),
      kick_off: z.iso.datetime().optional(),
      home_team: team.optional(),
      away_team: team.optional(),
      league: league.optional(),
      half_time: score.optional().describe("The score at half-time, once that has been."),
    })
    .describe("Which match it is, as far as that is known, for viewers of many."),
);

const name = z.string().optional().describe("Name, where it is known.");
const names = { home_team: name, away_team: name, player: name, related_player: name };

export const matchEventFrame = z
  .object({
    type: z.literal("match_event"),
    ...base,
    match: about,
    data: z.object({ ...publicEventShape, ...names }),
  })
  .describe("Something happened, was corrected (`update`) or taken back (`void`).");

export const scoreUpdateFrame = z
  .object({
    type: z.literal("score_update"),
    ...base,
    match: about,
    data: z.object({
      home_team_score: count,
      away_team_score: count,
      reason: z.enum(["goal", "void", "correction"]),
    }),
  })
  .describe("The score is another one.");

export const matchStatusFrame = z
  .object({
    type: z.literal("match_status"),
    ...base,
    match: about,
    data: z.object({ old_status: status, status }),
  })
  .describe("The match went on to another phase.");

export const matchUpdateFrame = z
  .object({ type: z.literal("match_update"), ...base, data: snapshot })
  .describe(
    "The snapshot: to whoever subscribes, and to all when teams, league, kick-off or clock were told. As an answer it has `prev_seq` equal to `seq`, the position of the public channels, from which the next frame goes on.",
  );

export const statsUpdateFrame = z
  .object({
    type: z.literal("stats_update"),
    ...base,
    data: z.object({ home: teamStats, away: teamStats }),
  })
  .describe(
    "The statistics as they stand: the latest, at most once a second, less often to very many viewers, and in any case when a period ends. No entry of the log, so `prev_seq` is `seq`, and it is not sent again to whoever was away.",
  );

export const feedStatusFrame = z
  .object({
    type: z.literal("feed_status"),
    ...base,
    data: z.object({ provider: z.string(), status: feedStatus }),
  })
  .describe("The feed of a live match has gone silent, or is back.");

export const matchFrame = like<MatchFrame>()(
  z.discriminatedUnion("type", [
    matchEventFrame,
    scoreUpdateFrame,
    matchStatusFrame,
    matchUpdateFrame,
    statsUpdateFrame,
    feedStatusFrame,
  ]),
);
