import { refusal } from "../match/control-frame.ts";
import { answersTo, type Frame } from "./answers.ts";
import type { SocketDeps, SocketEvent, SocketResult } from "./deps.ts";
import { asError, connect, disconnect } from "./lifecycle.ts";
import { type Message, parseMessage } from "./messages.ts";

/** Handler of all routes of the WebSocket API. Never rejects: a failure is answered, and the connection stays. */
export function createHandler(deps: SocketDeps): (event: SocketEvent) => Promise<SocketResult> {
  return async (event) => {
    const { routeKey, connectionId } = event.requestContext;
    if (routeKey === "$connect") return connect(event, deps);
    if (routeKey === "$disconnect") return disconnect(event, deps);
    return reply(connectionId, await framesFor(event, deps), deps);
  };
}

async function framesFor(event: SocketEvent, deps: SocketDeps): Promise<Frame[]> {
  const parsed = parseMessage(textOf(event));
  if ("message" in parsed) return answer(parsed.message, event.requestContext.connectionId, deps);
  return [refusal("bad_request", parsed.fault, deps.now().toISOString(), parsed.id)];
}

async function answer(message: Message, connectionId: string, deps: SocketDeps): Promise<Frame[]> {
  try {
    return await answersTo(message, connectionId, deps);
  } catch (error) {
    const fields = { action: message.action, connection_id: connectionId, error: asError(error) };
    deps.log.error("message not answered", fields);
    const words = "Something went wrong on our side; try again.";
    return [refusal("internal", words, deps.now().toISOString(), message.id)];
  }
}

/**
 * Sends the frames in order. The last is what the handler returns, which API Gateway sends by itself: most
 * messages have one answer and so cost no call.
 */
async function reply(
  connectionId: string,
  frames: readonly Frame[],
  deps: SocketDeps,
): Promise<SocketResult> {
  for (const frame of frames.slice(0, -1)) {
    const outcome = await deps.gateway.post(connectionId, deps.payloadOf(JSON.stringify(frame)));
    if (outcome === "gone") return { statusCode: 200 };
    if (outcome === "failed") deps.log.warn("answer lost", { type: frame.type, connection_id: connectionId });
  }
  const last = frames.at(-1);
  return { statusCode: 200, ...(last ? { body: JSON.stringify(last) } : {}) };
}

function textOf({ body, isBase64Encoded }: SocketEvent): string {
  return isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? "");
}
