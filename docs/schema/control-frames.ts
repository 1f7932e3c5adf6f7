import * as z from "zod";
import type { ControlFrame, RefusalCode } from "../../lambdas/match/control-frame.ts";
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
      .describe("By match channel: the last `seq` of public channels, so that a silent gap shows."),
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

export const errorFrame = z
  .object({
    type: z.literal("error"),
    ...base,
    code: z.enum(Object.keys(SOCKET_REFUSALS) as RefusalCode[]),
    message: z.string().describe("For developers; not to be parsed."),
  })
  .describe("A message was refused. The connection stays.");

export const controlFrame = like<ControlFrame>()(
  z.discriminatedUnion("type", [subscribedFrame, unsubscribedFrame, pongFrame, historyFrame, errorFrame]),
);
