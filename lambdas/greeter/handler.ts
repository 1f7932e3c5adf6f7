import * as z from "zod";
import { postInOrder } from "../../modules/fanout/post-in-order.ts";
import type { Audience } from "../../modules/ports/audience.ts";
import type { Gateway } from "../../modules/ports/gateway.ts";
import { encodeFrames } from "../../modules/subscriptions/encode-frames.ts";
import { type PublishPresenceDeps, publishPresence } from "../../modules/subscriptions/publish-presence.ts";
import { type RecoveredFrames, type RecoveryRequest, recover } from "../../modules/subscriptions/recovery.ts";
import {
  enterPresenceChannels,
  type NewSubscriber,
  recoveryRequestsOf,
  type SubscribingDeps,
  subscribedFrame,
} from "../../modules/subscriptions/subscribing.ts";

export interface GreeterDeps extends SubscribingDeps, PublishPresenceDeps {
  audience: Pick<Audience, "connection" | "subscribers">;
  gateway: Gateway;
}

const greeting = z.object({
  connection_id: z.string().min(1),
  channels: z.array(z.string()),
  after: z.record(z.string(), z.int().min(0)).default({}),
});

/** Pauses, in ms, between tries until the handshake is done: nearly all are after the first, and all after 2 s. */
const PAUSES_MS = [25, 50, 100, 200, 300, 400, 450, 475];

/**
 * Posts the first frames to a connection that `$connect` subscribed to `channels`, as soon as its handshake is done.
 * The event is `{"connection_id","channels","after"}`, where `after` has the position that the viewer has of each
 * match. Rejects, so that Lambda invokes it again, if the tables cannot be read.
 */
export function createHandler(deps: GreeterDeps): (event: unknown) => Promise<void> {
  return async (event) => {
    const { connection_id, channels, after } = greeting.parse(event);
    const connection = await deps.audience.connection(connection_id);
    if (!connection) return;
    await greet({ connectionId: connection_id, connection, names: channels, after }, deps);
  };
}

async function greet(subscriber: NewSubscriber, deps: GreeterDeps): Promise<void> {
  const { connectionId, connection, names } = subscriber;
  const requests = recoveryRequestsOf(subscriber);
  const before = await missedBefore(requests, deps);
  const first = encodeFrames([subscribedFrame(names, before.replayed, deps.now().toISOString())], connection);
  const outcome = await untilConnected(() => post(connectionId, first, deps), deps.sleep);
  if (outcome.isGone) return;
  // Only after the first post: frames pushed during the handshake were lost, and this has to read them.
  const since = await recover(requests.map(advancedBy(before)), deps, deps.now().toISOString());
  const presence = await enterPresenceChannels(subscriber, deps);
  const frames = [...before.frames, ...since.frames, ...presence.frames];
  const { lost, isGone } = await post(connectionId, encodeFrames(frames, connection), deps);
  if (lost + outcome.lost > 0)
    deps.log.warn("greeting lost", { connection_id: connectionId, lost: lost + outcome.lost });
  if (!isGone) await publishPresence(presence.notices, deps);
}

/** What the viewer missed of the matches for which it sent a position, as far as all of that is stored. */
async function missedBefore(
  requests: readonly RecoveryRequest[],
  deps: GreeterDeps,
): Promise<RecoveredFrames> {
  const withPosition = requests.filter(({ after }) => after !== undefined);
  if (withPosition.length === 0) return { replayed: new Map(), frames: [] };
  const { replayed, frames } = await recover(withPosition, deps, deps.now().toISOString());
  return { replayed, frames: frames.filter(({ match_id }) => replayed.has(match_id)) };
}

function advancedBy({ replayed }: RecoveredFrames): (request: RecoveryRequest) => RecoveryRequest {
  return ({ after: _, ...request }) => {
    const position = replayed.get(request.match_id);
    return position === undefined ? request : { ...request, after: position };
  };
}

interface Posted {
  isGone: boolean;
  /** Frames that did not arrive. */
  lost: number;
}

/** Tries until the connection takes posts, or its handshake has surely failed. */
async function untilConnected(attempt: () => Promise<Posted>, sleep: GreeterDeps["sleep"]): Promise<Posted> {
  for (const pause of PAUSES_MS) {
    const posted = await attempt();
    if (!posted.isGone) return posted;
    await sleep(pause);
  }
  return attempt();
}

async function post(connectionId: string, texts: readonly string[], deps: GreeterDeps): Promise<Posted> {
  const { failed, end } = await postInOrder(connectionId, texts.map(deps.payloadOf), deps.gateway);
  return { isGone: end === "gone", lost: failed };
}
