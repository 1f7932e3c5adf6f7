import { postInOrder } from "../fanout/post-in-order.ts";
import type { Audience, FrameFormat } from "../ports/audience.ts";
import type { Gateway, Payload } from "../ports/gateway.ts";
import type { Log } from "../runtime/log.ts";
import { forEachLimited } from "../runtime/pool.ts";
import { encodeFrames } from "./encode-frames.ts";
import type { PresenceNotice } from "./presence.ts";

export interface PublishPresenceDeps {
  audience: Pick<Audience, "subscribers">;
  gateway: Gateway;
  payloadOf: (frame: string) => Payload;
  log: Log;
  now: () => Date;
}

const CONCURRENCY = 64;
/** The longest, in ms, that new posts are begun: who asked waits no longer for the others' sake. */
const MOST_MS = 8_000;

/** Posts to the members of channels. What does not arrive is logged, and put right by the next count. */
export async function publishPresence(
  notices: readonly PresenceNotice[],
  deps: PublishPresenceDeps,
): Promise<void> {
  const worth = notices.filter(({ frames }) => frames.length > 0);
  if (worth.length === 0) return;
  const until = deps.now().getTime() + MOST_MS;
  const subscribers = await deps.audience.subscribers(worth.map(({ channel }) => channel));
  const deliveries = worth.flatMap((one) => {
    const payloads = variants(one, deps.payloadOf);
    return (subscribers.get(one.channel) ?? [])
      .filter(({ id }) => id !== one.except)
      .map((subscriber) => ({ id: subscriber.id, payloads: payloads(subscriber) }));
  });
  let lost = 0;
  await forEachLimited(deliveries, CONCURRENCY, async ({ id, payloads }) => {
    const posts = await postInOrder(id, payloads, deps.gateway, {
      mayPost: () => deps.now().getTime() < until,
      onFailure: "end",
    });
    // The fan-out forgets connections that are gone.
    if (posts.end === "failed" || posts.end === "refused") lost += 1;
  });
  if (lost > 0) deps.log.warn("presence not told", { lost, of: deliveries.length });
}

/** Renders each way to want the frames once. */
function variants(
  { frames }: PresenceNotice,
  payloadOf: PublishPresenceDeps["payloadOf"],
): (format: FrameFormat) => Payload[] {
  const known = new Map<string, Payload[]>();
  return (format) => {
    const key = `${format.dialect} ${format.batch}`;
    const payloads = known.get(key) ?? encodeFrames(frames, format).map(payloadOf);
    known.set(key, payloads);
    return payloads;
  };
}
