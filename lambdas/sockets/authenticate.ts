import {
  authenticated,
  type ControlFrame,
  refusal,
  unsubscribed,
} from "../../modules/match/control-frame.ts";
import { type Bearer, InvalidTokenError } from "../../modules/ports/tokens.ts";
import { deniedChannels } from "./channel-list.ts";
import type { SocketDeps } from "./deps.ts";
import type { Message } from "./messages.ts";

type Request = Pick<Extract<Message, { action: "authenticate" }>, "token" | "id">;

/**
 * Gives a connection a newer token of the same user, or its first token. Takes it off the channels that the newer token
 * does not open, and says so in a frame.
 */
export async function authenticate(
  { token, id }: Request,
  connectionId: string,
  deps: Pick<SocketDeps, "tokens" | "audience" | "connectionLimiter" | "now">,
): Promise<ControlFrame[]> {
  const now = deps.now();
  const refuse = (code: "unauthorized_channel" | "rate_limited", words: string) => [
    refusal(code, words, now.toISOString(), id),
  ];
  const bearer = await bearerOf(token, deps);
  if (bearer instanceof InvalidTokenError)
    return refuse("unauthorized_channel", `The token does not count: ${bearer.message}.`);
  const connection = await deps.audience.connection(connectionId);
  const user = connection?.bearer?.user_id;
  if (user !== undefined && user !== bearer.user_id)
    return refuse("unauthorized_channel", "The token is of another user: open another connection for it.");
  const visitor = { user_id: bearer.user_id };
  if (user === undefined && !(await deps.connectionLimiter.enter(connectionId, visitor, now)))
    return refuse("rate_limited", "There are too many connections of this user.");

  const lost = deniedChannels(connection?.subscriptions.keys() ?? [], now, bearer);
  // First, so that none of them lives on by the newer token.
  if (lost.length > 0) await deps.audience.unsubscribe(connectionId, lost);
  await deps.audience.renew(connectionId, bearer);
  const timestamp = now.toISOString();
  return [
    ...(lost.length > 0 ? [unsubscribed(lost, timestamp)] : []),
    authenticated(bearer.expires_at, timestamp, id),
  ];
}

/** The frame that says why a viewer is taken off channels: its token has expired. It got nothing of them since. */
export function expiryNotice(timestamp: string): ControlFrame {
  const words = "The token has expired: authenticate with a newer one and subscribe again.";
  return refusal("unauthorized_channel", words, timestamp);
}

/** Rejects if the issuer's keys cannot be loaded. */
async function bearerOf(
  token: string,
  { tokens }: Pick<SocketDeps, "tokens">,
): Promise<Bearer | InvalidTokenError> {
  try {
    return await tokens.verify(token);
  } catch (error) {
    if (error instanceof InvalidTokenError) return error;
    throw error;
  }
}
