import * as z from "zod";
import type { MessageId } from "../../modules/match/control-frame.ts";
import { EVENT_TYPES } from "../../modules/match/event.ts";
import { jsonOf } from "../../modules/match/json.ts";

/** The most bytes of a message, in UTF-8. */
export const MAX_MESSAGE_BYTES = 4_096;

const id = z.union([z.string(), z.number()]).optional();
const channels = z.array(z.string()).min(1);
const filter = z.object({
  /** Of the events of these channels, only those of these types; whatever is no event comes in any case. */
  types: z.array(z.enum(EVENT_TYPES)).min(1),
});

export const subscribe = z.object({
  action: z.literal("subscribe"),
  id,
  channels,
  /** By match channel: the `seq` of the last frame the viewer has of it. Others are left alone. */
  after_seq: z.record(z.string(), z.int().min(0)).default({}),
  filter: filter.optional(),
});
export const unsubscribe = z.object({ action: z.literal("unsubscribe"), id, channels });
/** The same as subscribing to `live:all`. */
export const subscribeAll = z.object({ action: z.literal("subscribe_all"), id });
/** Earlier frames of a match, by whole entries. */
export const history = z.object({
  action: z.literal("history"),
  id,
  channel: z.string(),
  /** Entries. */
  limit: z.int().min(1).max(100).default(50),
  /** Only entries before this one; without it the last ones. */
  before_seq: z.int().min(0).optional(),
});
/** Who is on a presence channel, and how many. */
export const presence = z.object({ action: z.literal("presence"), id, channel: z.string() });
/** A newer token for the same connection, or the first one. */
export const authenticate = z.object({ action: z.literal("authenticate"), id, token: z.string() });
export const ping = z.object({ action: z.literal("ping"), id });

/** Every message that a viewer can send. Unknown fields are ignored. */
const message = z.discriminatedUnion("action", [
  subscribe,
  unsubscribe,
  subscribeAll,
  history,
  presence,
  authenticate,
  ping,
]);
export type Message = z.infer<typeof message>;

/** A message, or what is wrong with it. */
export type Parsed = { message: Message } | { fault: string; id: MessageId | undefined };

export function parseMessage(text: string): Parsed {
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES)
    return { fault: `A message is at most ${MAX_MESSAGE_BYTES} bytes.`, id: undefined };
  const json = jsonOf(text);
  const result = message.safeParse(json);
  if (result.success) return { message: result.data };
  const fault = json === undefined ? "A message is JSON text." : wordsFor(result.error);
  return { fault, id: z.object({ id }).safeParse(json).data?.id };
}

function wordsFor(error: z.ZodError): string {
  return error.issues
    .map(({ path, message: words }) => `${path.join(".") || "message"}: ${words}`)
    .join("; ");
}
