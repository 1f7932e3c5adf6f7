import * as z from "zod";
import type { ControlFrame, RefusalCode } from "../../modules/match/control-frame.ts";
import { MAX_LISTED_MEMBERS } from "../../modules/subscriptions/presence.ts";
import { matchFrame } from "./frames.ts";
import { SOCKET_REFUSALS } from "./refusals.ts";
import { like } from "./same.ts";

/** The frames that answer a message. */

const base = {
  id: z
    .union([z.string(), z.number()])
    .optional()
    .describe("Of the message that is answered, if it had one."),
  timestamp: z.iso.datetime(),
};

export const subscribedFrame = z
  .object({
    type: z.literal("subscribed"),
    ...base,
    channels: z.array(z.string()),
    recovered: z
      .record(z.string(), z.boolean())
      .describe(
        "By match channel: true if all that was missed follows, false if the snapshot does, where there is one.",
      ),
  })
  .describe("The channels are subscribed to. What was missed, or the snapshot, of each match follows.");

export const unsubscribedFrame = z
  .object({ type: z.literal("unsubscribed"), ...base, channels: z.array(z.string()) })
  .describe("No more frames of these channels.");

export const pongFrame = z
  .object({
    type: z.literal("pong"),
    ...base,
    positions: z
      .record(z.string(), z.int().min(0))
      .describe(
        "By match channel: the last `seq` this viewer was sent anything of, its filter included, so that a silent gap shows.",
      ),
    members: z
      .record(z.string(), z.int().min(0))
      .optional()
      .describe("By presence channel: how many are there. Only for those who are on any."),
  })
  .describe("The connection works, and this is how far each match is.");

export const historyFrame = z
  .object({
    type: z.literal("history"),
    ...base,
    channel: z.string(),
    frames: z.array(matchFrame).describe("Oldest first, whole entries only."),
    more: z.boolean().describe("Whether there are earlier ones."),
  })
  .describe("Earlier frames of a match.");

export const authenticatedFrame = z
  .object({
    type: z.literal("authenticated"),
    ...base,
    expires_at: z.iso.datetime().describe("Until when the token is good."),
  })
  .describe("The newer token counts from now on.");

const member = z
  .object({ id: z.string().describe("`sub` of the token."), name: z.string().optional() })
  .describe("A user, however many connections it has.");

export const presenceStateFrame = z
  .object({
    type: z.literal("presence_state"),
    ...base,
    channel: z.string(),
    count: z.int().min(0),
    members: z
      .array(member)
      .optional()
      .describe(`Everybody, in order of \`id\`; missing where there are more than ${MAX_LISTED_MEMBERS}.`),
  })
  .describe(
    "Who is on a presence channel: on subscribing, when asked, and whenever it cannot be told by name who came and went.",
  );

const change = { ...base, channel: z.string(), member, count: z.int().min(0) };

export const presenceJoinFrame = z
  .object({ type: z.literal("presence_join"), ...change })
  .describe(
    "A user has come to a presence channel. Whose count differs from their list asks for `presence`.",
  );

export const presenceLeaveFrame = z
  .object({ type: z.literal("presence_leave"), ...change })
  .describe("A user has left a presence channel, or was not heard of for too long.");

export const reconnectFrame = z
  .object({
    type: z.literal("reconnect"),
    ...base,
    within_ms: z.int().min(0).describe("Milliseconds. Pick a moment of your own in them."),
  })
  .describe("This connection is about to end: move to a new one, and close this one then.");

export const errorFrame = z
  .object({
    type: z.literal("error"),
    ...base,
    code: z.enum(Object.keys(SOCKET_REFUSALS) as RefusalCode[]),
    message: z.string().describe("For developers; not to be parsed."),
  })
  .describe("A message was refused. The connection stays.");

export const controlFrame = like<ControlFrame>()(
  z.discriminatedUnion("type", [
    subscribedFrame,
    unsubscribedFrame,
    pongFrame,
    historyFrame,
    authenticatedFrame,
    presenceStateFrame,
    presenceJoinFrame,
    presenceLeaveFrame,
    reconnectFrame,
    errorFrame,
  ]),
);
