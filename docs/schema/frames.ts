import * as z from "zod";
import type { MatchFrame } from "../../lambdas/match/frame.ts";
import { status } from "../../lambdas/match/status.ts";
import { publicEventShape } from "./event.ts";
import { like } from "./same.ts";
import { snapshot, stateSummary } from "./state.ts";

/** The frames that speak of a match. */

const count = z.int().min(0);

const base = {
  channel: z.string(),
  match_id: z.string(),
  seq: count.describe("Number of the log entry the frame is of. The frames of one entry share it."),
  prev_seq: count.describe(
    "`seq` of the frames before on public channels: whoever holds another has missed some.",
  ),
  timestamp: z.iso.datetime(),
  state: stateSummary,
};

const names = {
  home_team: z.string().optional().describe("Name, where it is known."),
  away_team: z.string().optional().describe("Name, where it is known."),
};

export const matchEventFrame = z
  .object({
    type: z.literal("match_event"),
    ...base,
    data: z.object({ ...publicEventShape, ...names }),
  })
  .describe("Something happened, was corrected (`update`) or taken back (`void`).");

export const scoreUpdateFrame = z
  .object({
    type: z.literal("score_update"),
    ...base,
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
    data: z.object({ old_status: status, status }),
  })
  .describe("The match went on to another phase.");

export const matchUpdateFrame = z
  .object({ type: z.literal("match_update"), ...base, data: snapshot })
  .describe(
    "The snapshot: to whoever subscribes, and to all when teams, league, kick-off or clock were told. As an answer it has `prev_seq` equal to `seq`, the position of the public channels, from which the next frame goes on.",
  );

export const matchFrame = like<MatchFrame>()(
  z.discriminatedUnion("type", [matchEventFrame, scoreUpdateFrame, matchStatusFrame, matchUpdateFrame]),
);
