import * as z from "zod";
import type { PublicEntry } from "../../lambdas/api/entry.ts";
import type { Changes } from "../../modules/match/entry.ts";
import { status } from "../../modules/match/status.ts";
import type { MatchReader, WatchedMatch } from "../../modules/ports/matches.ts";
import type { Fault } from "../../modules/providers/provider.ts";
import { publicEvent, publicReport } from "./event.ts";
import { publicNotice } from "./feed-health.ts";
import { HTTP_REFUSALS } from "./refusals.ts";
import { like } from "./same.ts";
import { snapshot, stateSummary } from "./state.ts";

/** What the HTTP routes answer. */

const count = z.int().min(0);

export const changes = like<Changes>()(
  z
    .object({
      status: z.object({ from: status, to: status }).optional(),
      score: z.object({ reason: z.enum(["goal", "void", "correction"]) }).optional(),
      info: z.literal(true).optional().describe("Teams, league, kick-off or clock."),
    })
    .describe("What the entry did to the match; what is missing did not change."),
);

const entry = {
  match_id: z.string(),
  seq: count.describe("1, 2, 3 and so on, without holes."),
  prev_seq: count.describe("The entry before that public channels saw; 0 if none."),
  public: z.boolean().describe("Whether public channels saw it."),
  timestamp: z.iso.datetime().describe("When it was applied; the `timestamp` of its frames."),
  changes,
  state: stateSummary,
};

export const logEntry = like<PublicEntry>()(
  z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("event"), ...entry, data: publicEvent }),
      z.object({ kind: z.literal("status"), ...entry, data: publicReport }),
      z.object({ kind: z.literal("feed"), ...entry, data: publicNotice }),
    ])
    .describe(
      "One entry of the log of a match: an event or a status report and what it did, or how its feed is doing.",
    ),
);

export const logPage = z.object({
  events: z.array(logEntry),
  next_after_seq: count.describe("The `after_seq` to go on with, also where there is nothing yet."),
});

export const watchedMatch = like<WatchedMatch>()(
  z
    .object({
      ...snapshot.shape,
      viewers: count.describe("Connections that its last frame was meant for."),
    })
    .describe("A match as it stands, and how many watch it."),
);

export const matchPage = like<Awaited<ReturnType<MatchReader["matches"]>>>()(
  z.object({
    matches: z.array(watchedMatch),
    next_cursor: z.string().nullable().describe("The `cursor` of the next page; null on the last."),
  }),
);

export const accepted = z.object({
  status: z.literal("accepted"),
  received: count.describe("Entries of the body."),
  duplicates: count.describe("Of these, exact repeats; all of them, if the delivery was accepted before."),
});

export const health = z.object({ status: z.literal("healthy"), timestamp: z.iso.datetime() });

export const fault = like<Fault>()(
  z.object({
    path: z.string().describe("From the root of the body, such as `events[3].minute`; `$` is the root."),
    reason: z.string(),
  }),
);

const codesByStatus = Object.entries(HTTP_REFUSALS)
  .map(([code, { status: answered }]) => `\`${code}\` with ${answered}`)
  .join(", ");

export const errorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(HTTP_REFUSALS)).describe(codesByStatus),
      message: z.string().describe("For developers; not to be parsed."),
      details: z.array(fault).optional(),
    }),
    request_id: z.string().describe("Tell us this one when you ask about it."),
  })
  .describe("A refusal.");

/** What API Gateway answers by itself, before a function is asked. */
export const gatewayError = z
  .object({ message: z.string() })
  .describe("API Gateway itself refused: too many requests at once, or too large a body.");
