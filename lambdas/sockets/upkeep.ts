import { mayJoin } from "../../modules/match/access.ts";
import { canonicalChannel } from "../../modules/match/channels.ts";
import { reconnect, unsubscribed } from "../../modules/match/control-frame.ts";
import type { Connection, ReceivedMessage } from "../../modules/ports/audience.ts";
import type { Answer } from "./answers.ts";
import { expiryNotice } from "./authenticate.ts";
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
  const lapsed = action === "authenticate" ? [] : lapsedOf(connection, now);
  const subscriptions = new Map([...connection.subscriptions].filter(([name]) => !lapsed.includes(name)));
  const current = { ...connection, subscriptions };
  if (lapsed.length > 0) await deps.audience.unsubscribe(connectionId, lapsed);
  const departed = await departFrom(lapsed, connection, connectionId, deps);
  // Once a second is often enough.
  const attended = messages === 1 ? await attendAll(current, connectionId, deps) : [];
  const within = hintFor(connectionId, connection.connected_at, last, now);
  return {
    connection: current,
    frames: [
      ...(lapsed.length > 0 ? [expiryNotice(timestamp), unsubscribed(lapsed, timestamp)] : []),
      ...(within === undefined ? [] : [reconnect(within, timestamp)]),
    ],
    notices: [...departed, ...attended],
  };
}

/** Channels the connection's token does not open any more, since it has expired. */
function lapsedOf({ subscriptions, bearer }: Connection, now: Date): string[] {
  return [...subscriptions.keys()].filter((name) => {
    const channel = canonicalChannel(name);
    return channel && !mayJoin(bearer, channel, now.getTime());
  });
}
