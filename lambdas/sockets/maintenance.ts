import { reconnect, unsubscribed } from "../../modules/match/control-frame.ts";
import type { Connection, ReceivedMessage } from "../../modules/ports/audience.ts";
import type { Answer } from "./answers.ts";
import { expiryNotice } from "./authenticate.ts";
import { closedChannels } from "./channel-list.ts";
import type { SocketDeps } from "./deps.ts";
import { hintFor } from "./ending.ts";
import type { Message } from "./messages.ts";
import { attendAll, departFrom } from "./presence.ts";

/** What is due whenever a connection speaks, and the connection as it is from then on. */
export interface Upkeep extends Answer {
  connection: Connection;
}

/**
 * Whatever a connection says, it is there: its presence channels hear of it, channels that its token opened while
 * it was good are closed, and a connection that is about to end is told so.
 */
export async function upkeep(
  { connection, messages, last }: ReceivedMessage,
  action: Message["action"],
  connectionId: string,
  deps: SocketDeps,
): Promise<Upkeep> {
  const now = deps.now();
  const timestamp = now.toISOString();
  // Whoever comes with a newer token may keep what the older one opened.
  const closed =
    action === "authenticate" ? [] : closedChannels(connection.subscriptions.keys(), now, connection.bearer);
  const subscriptions = new Map([...connection.subscriptions].filter(([name]) => !closed.includes(name)));
  const current = { ...connection, subscriptions };
  if (closed.length > 0) await deps.audience.unsubscribe(connectionId, closed);
  const departed = await departFrom(closed, connection, connectionId, deps);
  // Once a second is often enough.
  const attended = messages === 1 ? await attendAll(current, connectionId, deps) : [];
  const within = hintFor(connectionId, connection.connected_at, last, now);
  return {
    connection: current,
    frames: [
      ...(closed.length > 0 ? [expiryNotice(timestamp), unsubscribed(closed, timestamp)] : []),
      ...(within === undefined ? [] : [reconnect(within, timestamp)]),
    ],
    notices: [...departed, ...attended],
  };
}
