import * as z from "zod";
import {
  authenticate as authenticateMessage,
  history as historyMessage,
  type Message,
  ping as pingMessage,
  presence as presenceMessage,
  subscribeAll as subscribeAllMessage,
  subscribe as subscribeMessage,
  unsubscribe as unsubscribeMessage,
} from "../../lambdas/sockets/messages.ts";
import { MEMBER_TIMEOUT_MS, PING_MS } from "../../modules/match/pings.ts";
import { described } from "./described.ts";
import { like } from "./same.ts";

/** What a viewer can say: the schemas of the sockets function, with words for readers. */

const words = { id: "Comes back with the answer." };

export const subscribe = z
  .object(
    described(subscribeMessage.shape, {
      ...words,
      channels: "All of them or none.",
      after_seq: "By match channel: `seq` of the last frame the viewer has of it.",
      filter: "Of the events, only those of these types; frames that are no event come in any case.",
    }),
  )
  .describe(
    "Subscribes. Of each match, either all that was missed since `after_seq` follows, or the snapshot.",
  );

export const unsubscribe = z
  .object(described(unsubscribeMessage.shape, words))
  .describe("Ends subscriptions; those that are none are no fault.");

export const subscribeAll = z
  .object(described(subscribeAllMessage.shape, words))
  .describe("The same as subscribing to `live:all`, the matches in play.");

export const history = z
  .object(
    described(historyMessage.shape, {
      ...words,
      channel: "Of a match.",
      limit: "Entries at most; fewer come where they are large.",
      before_seq: "Only entries before this one; without it the last ones.",
    }),
  )
  .describe("Asks for earlier frames of a match. What is some hours old is in the log only, over HTTP.");

export const presence = z
  .object(described(presenceMessage.shape, { ...words, channel: "A presence channel the viewer is on." }))
  .describe("Asks who is there, and how many.");

export const authenticate = z
  .object(described(authenticateMessage.shape, { ...words, token: "Of the same user, if it has had one." }))
  .describe("A newer token for the same connection, or the first one.");

export const ping = z
  .object(described(pingMessage.shape, words))
  .describe(
    `Keeps the connection open and asks for positions: every ${PING_MS / 1000} seconds is right. Whoever is on a presence channel and silent for ${MEMBER_TIMEOUT_MS / 1000} seconds has left it.`,
  );

// Does not compile unless these are the messages the function takes.
like<Message>()(
  z.discriminatedUnion("action", [
    subscribe,
    unsubscribe,
    subscribeAll,
    history,
    presence,
    authenticate,
    ping,
  ]),
);
