import { reconnect, unsubscribed } from "../../modules/match/control-frame.ts";
import type { Connection, ReceivedMessage } from "../../modules/ports/audience.ts";
import type { Answer } from "./answers.ts";
import { expiryNotice } from "./authenticate.ts";
import { deniedChannels } from "./channel-list.ts";
import type { SocketDeps } from "./deps.ts";
import type { Message } from "./messages.ts";
import { leavePresenceChannels, renewPresenceChannels } from "./presence.ts";
import { reconnectHint } from "./reconnect-hint.ts";

/** The frames and notices of maintenance, and the connection as it is after it. */
export interface Maintenance extends Answer {
  connection: Connection;
}

/**
 * Does what each message of a connection is an occasion for: renews its presence, closes the channels that its expired
 * token opened, and asks the client of an old connection to reconnect.
 */
export async function maintainConnection(
  { connection, messages, last }: ReceivedMessage,
  action: Message["action"],
  connectionId: string,
  deps: SocketDeps,
): Promise<Maintenance> {
  const now = deps.now();
  const timestamp = now.toISOString();
  // A newer token may open the channels of the older one.
  const closed =
    action === "authenticate" ? [] : deniedChannels(connection.subscriptions.keys(), now, connection.bearer);
  const subscriptions = new Map([...connection.subscriptions].filter(([name]) => !closed.includes(name)));
  const current = { ...connection, subscriptions };
  if (closed.length > 0) await deps.audience.unsubscribe(connectionId, closed);
  const left = await leavePresenceChannels(closed, connection, connectionId, deps);
  // Renewing once a second suffices.
  const renewed = messages === 1 ? await renewPresenceChannels(current, connectionId, deps) : [];
  const within = reconnectHint(connectionId, connection.connected_at, last, now);
  return {
    connection: current,
    frames: [
      ...(closed.length > 0 ? [expiryNotice(timestamp), unsubscribed(closed, timestamp)] : []),
      ...(within === undefined ? [] : [reconnect(within, timestamp)]),
    ],
    notices: [...left, ...renewed],
  };
}
