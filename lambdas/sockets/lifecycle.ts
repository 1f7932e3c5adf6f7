import { canonicalChannel } from "../../modules/match/channels.ts";
import type { Connection } from "../../modules/ports/audience.ts";
import { asError } from "../../modules/runtime/errors.ts";
import { publishPresence } from "../../modules/subscriptions/publish-presence.ts";
import { type ConnectRequest, connectRequestOf } from "./connect-request.ts";
import type { SocketDeps, SocketEvent, SocketResult } from "./deps.ts";
import { leavePresenceChannels } from "./presence.ts";

const ACCEPTED: SocketResult = { statusCode: 200 };
const TOO_MANY: SocketResult = { statusCode: 429 };

/**
 * Registers the connection and subscribes it to the channels of `?match=` and `?channels=`. Nothing can be posted to it
 * before this has answered, so the greeter posts the first frames.
 * Answers 401 for channels that the token does not open, 400 for others that cannot be had, and 429 if the user
 * or the address has too many connections.
 */
export async function connect(event: SocketEvent, deps: SocketDeps): Promise<SocketResult> {
  const { connectionId } = event.requestContext;
  try {
    const now = deps.now();
    const request = connectRequestOf(event, now);
    if ("statusCode" in request) return request;
    if (!(await deps.connectionLimiter.enter(connectionId, visitorOf(event, request), now))) return TOO_MANY;
    const { channels, after, ...connection } = request;
    await deps.audience.open(connectionId, { ...connection, connected_at: now }, channels.map(stored));
    if (channels.length > 0) await deps.greeter.greet(connectionId, channels, after);
    return ACCEPTED;
  } catch (error) {
    deps.log.error("connection refused", { connection_id: connectionId, error: asError(error) });
    await forget(connectionId, deps);
    return { statusCode: 500 };
  }
}

export async function disconnect(event: SocketEvent, deps: SocketDeps): Promise<SocketResult> {
  const { connectionId } = event.requestContext;
  const connection = await forget(connectionId, deps);
  if (connection) await announceLeave(connectionId, connection, deps);
  return ACCEPTED;
}

/** Announces that the viewer left. If this fails, the next list of members finds out. */
async function announceLeave(connectionId: string, connection: Connection, deps: SocketDeps): Promise<void> {
  try {
    const channels = [...connection.subscriptions.keys()];
    await publishPresence(await leavePresenceChannels(channels, connection, connectionId, deps), deps);
  } catch (error) {
    deps.log.warn("presence not published", { connection_id: connectionId, error: asError(error) });
  }
}

/**
 * Removes the connection and resolves with what it was; undefined if that is not known. Never rejects: rows that stay
 * behind go with their first 410 or when their `ttl` passes.
 */
async function forget(
  connectionId: string,
  { audience, connectionLimiter, log }: SocketDeps,
): Promise<Connection | undefined> {
  const [forgotten, left] = await Promise.allSettled([
    audience.forget(connectionId),
    connectionLimiter.leave(connectionId),
  ]);
  for (const one of [forgotten, left]) {
    if (one.status === "rejected")
      log.warn("connection not forgotten", { connection_id: connectionId, error: asError(one.reason) });
  }
  return forgotten.status === "fulfilled" ? forgotten.value : undefined;
}

function stored(name: string): { channel: string } {
  return { channel: canonicalChannel(name)?.name ?? name };
}

function visitorOf({ requestContext: { identity } }: SocketEvent, { bearer }: ConnectRequest) {
  return {
    ...(bearer ? { user_id: bearer.user_id } : {}),
    ...(identity?.sourceIp === undefined ? {} : { address: identity.sourceIp }),
  };
}
