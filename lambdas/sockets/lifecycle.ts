import { matchChannel } from "../match/channels.ts";
import { listed, MAX_CHANNELS, refusedChannels } from "./channel-list.ts";
import type { SocketDeps, SocketEvent, SocketResult } from "./deps.ts";

const ACCEPTED: SocketResult = { statusCode: 200 };

/**
 * Registers the connection and subscribes it to the channels of `?match=` and `?channels=`.
 *
 * Nothing can be posted to it before this has answered, so what it is to be told is told by the greeter.
 * Answers 401 for channels that need a token and 400 for others that cannot be had.
 */
export async function connect(event: SocketEvent, deps: SocketDeps): Promise<SocketResult> {
  const { connectionId } = event.requestContext;
  const channels = requestedChannels(event);
  const refused = refusedChannels(channels);
  if (refused) return { statusCode: refused.code === "unauthorized_channel" ? 401 : 400 };
  if (channels.length > MAX_CHANNELS) return { statusCode: 400 };
  try {
    await deps.audience.open(connectionId, deps.now());
    if (channels.length > 0) {
      await deps.audience.subscribe(connectionId, channels);
      await deps.greeter.greet(connectionId, channels);
    }
    return ACCEPTED;
  } catch (error) {
    deps.log.error("connection refused", { connection_id: connectionId, error: asError(error) });
    await forget(connectionId, deps);
    return { statusCode: 500 };
  }
}

export async function disconnect(event: SocketEvent, deps: SocketDeps): Promise<SocketResult> {
  await forget(event.requestContext.connectionId, deps);
  return ACCEPTED;
}

/** Best effort: rows that stay behind go with their first 410 or when their time is up. */
async function forget(connectionId: string, { audience, log }: SocketDeps): Promise<void> {
  try {
    await audience.forget(connectionId);
  } catch (error) {
    log.warn("connection not forgotten", { connection_id: connectionId, error: asError(error) });
  }
}

function requestedChannels({ multiValueQueryStringParameters: query }: SocketEvent): string[] {
  return [...new Set([...listed(query?.match).map(matchChannel), ...listed(query?.channels)])];
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("something that is no Error was thrown");
}
