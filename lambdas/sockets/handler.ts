import { postInOrder } from "../../modules/fanout/post-in-order.ts";
import { type MessageId, reconnect, refusal } from "../../modules/match/control-frame.ts";
import type { Frame } from "../../modules/match/dialects/frame.ts";
import type { FrameFormat, ReceivedMessage } from "../../modules/ports/audience.ts";
import { asError } from "../../modules/runtime/errors.ts";
import { encodeFrames } from "../../modules/subscriptions/encode-frames.ts";
import type { PresenceNotice } from "../../modules/subscriptions/presence.ts";
import { publishPresence } from "../../modules/subscriptions/publish-presence.ts";
import type { IdentifiedConnection } from "../../modules/subscriptions/subscribing.ts";
import { type Answer, answerTo } from "./answers.ts";
import type { SocketDeps, SocketEvent, SocketResult } from "./deps.ts";
import { connect, disconnect } from "./lifecycle.ts";
import { maintainConnection } from "./maintenance.ts";
import { type Message, type Parsed, parseMessage } from "./messages.ts";

/** Messages of one connection in a second. */
export const MAX_MESSAGES_PER_SECOND = 10;

/** The time, in ms, in which a client should reconnect whose connection is not registered any more. */
const RECONNECT_MS = 5_000;

/** The format for a connection that is not registered. */
const DEFAULT_FORMAT: FrameFormat = { dialect: "touchline", batch: false };

/** Handler of all routes of the WebSocket API. Never rejects: a failure is answered, and the connection stays. */
export function createHandler(deps: SocketDeps): (event: SocketEvent) => Promise<SocketResult> {
  return async (event) => {
    const { routeKey, connectionId } = event.requestContext;
    if (routeKey === "$connect") return connect(event, deps);
    if (routeKey === "$disconnect") return disconnect(event, deps);
    const { frames, notices, format } = await replyTo(parseMessage(textOf(event)), connectionId, deps);
    const texts = encodeFrames(frames, format);
    if (notices.length === 0) return reply(connectionId, texts, deps);
    // The viewer who sent the message comes first: posting to the others may take a while.
    await post(connectionId, texts, deps);
    await publishNotices(notices, connectionId, deps);
    return { statusCode: 200 };
  };
}

interface Reply extends Answer {
  format: FrameFormat;
}

async function replyTo(parsed: Parsed, connectionId: string, deps: SocketDeps): Promise<Reply> {
  const id = "message" in parsed ? parsed.message.id : parsed.id;
  const now = deps.now().toISOString();
  const single = (frame: Frame, format = DEFAULT_FORMAT): Reply => ({ frames: [frame], notices: [], format });
  let format = DEFAULT_FORMAT;
  try {
    const received = await deps.audience.countMessage(connectionId, deps.now());
    // No frame of a channel reaches it any more, whatever it asks for.
    if (!received) return single(reconnect(RECONNECT_MS, now));
    format = received.connection;
    if (received.messages > MAX_MESSAGES_PER_SECOND) {
      const words = `A connection may send ${MAX_MESSAGES_PER_SECOND} messages a second.`;
      return single(refusal("rate_limited", words, now, id), format);
    }
    if (!("message" in parsed)) return single(refusal("bad_request", parsed.fault, now, id), format);
    return await answer(parsed.message, received, connectionId, deps);
  } catch (error) {
    return single(failure({ ...parsed, id }, connectionId, error, deps), format);
  }
}

async function answer(
  message: Message,
  received: ReceivedMessage,
  connectionId: string,
  deps: SocketDeps,
): Promise<Reply> {
  const maintenance = await maintainConnection(received, message.action, connectionId, deps);
  const { frames, notices } = await answered(
    message,
    { connectionId, connection: maintenance.connection },
    deps,
  );
  return {
    frames: [...frames, ...maintenance.frames],
    notices: [...maintenance.notices, ...notices],
    format: received.connection,
  };
}

/** Answers a message, also one that fails: the frames of maintenance are sent in any case. */
async function answered(message: Message, viewer: IdentifiedConnection, deps: SocketDeps): Promise<Answer> {
  try {
    return await answerTo(message, viewer, deps);
  } catch (error) {
    return { frames: [failure(message, viewer.connectionId, error, deps)], notices: [] };
  }
}

function failure(
  { action, id }: { action?: string; id?: MessageId | undefined },
  connectionId: string,
  error: unknown,
  { log, now }: SocketDeps,
): Frame {
  log.error("message not answered", { action, connection_id: connectionId, error: asError(error) });
  return refusal("internal", "Something went wrong on our side; try again.", now().toISOString(), id);
}

/**
 * Sends the texts in order. The last is what the handler returns, which API Gateway sends by itself: most
 * messages have one answer and so cost no call.
 */
async function reply(
  connectionId: string,
  texts: readonly string[],
  deps: SocketDeps,
): Promise<SocketResult> {
  const isThere = await post(connectionId, texts.slice(0, -1), deps);
  const last = texts.at(-1);
  return { statusCode: 200, ...(isThere && last !== undefined ? { body: last } : {}) };
}

/** Resolves with false if the viewer has left. */
async function post(connectionId: string, texts: readonly string[], deps: SocketDeps): Promise<boolean> {
  const { failed, end } = await postInOrder(connectionId, texts.map(deps.payloadOf), deps.gateway);
  if (failed > 0) deps.log.warn("answer lost", { lost: failed, connection_id: connectionId });
  return end !== "gone";
}

async function publishNotices(
  notices: readonly PresenceNotice[],
  connectionId: string,
  deps: SocketDeps,
): Promise<void> {
  try {
    await publishPresence(notices, deps);
  } catch (error) {
    deps.log.warn("presence not published", { connection_id: connectionId, error: asError(error) });
  }
}

function textOf({ body, isBase64Encoded }: SocketEvent): string {
  return isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? "");
}
