import { postInOrder } from "../fanout/post-in-order.ts";
import type { Audience, FrameFormat } from "../ports/audience.ts";
import type { Gateway, Payload } from "../ports/gateway.ts";
import { forEachLimited } from "../runtime/for-each-limited.ts";
import type { Log } from "../runtime/log.ts";
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
/** The time, in ms, in which posts are begun: the caller must not wait longer for the sake of other viewers. */
const MAX_MS = 8_000;

/** Posts presence notices to the members of their channels. Logs what does not arrive; the next count corrects it. */
export async function publishPresence(
  notices: readonly PresenceNotice[],
  deps: PublishPresenceDeps,
): Promise<void> {
  const withFrames = notices.filter(({ frames }) => frames.length > 0);
  if (withFrames.length === 0) return;
  const until = deps.now().getTime() + MAX_MS;
  const subscribers = await deps.audience.subscribers(withFrames.map(({ channel }) => channel));
  const posts = withFrames.flatMap((one) => {
    const payloads = payloadsByFormat(one, deps.payloadOf);
    return (subscribers.get(one.channel) ?? [])
      .filter(({ id }) => id !== one.except)
      .map((subscriber) => ({ id: subscriber.id, payloads: payloads(subscriber) }));
  });
  let failed = 0;
  await forEachLimited(posts, CONCURRENCY, async ({ id, payloads }) => {
    const posts = await postInOrder(id, payloads, deps.gateway, {
      mayPost: () => deps.now().getTime() < until,
      onFailure: "end",
    });
    // The fan-out forgets connections that are gone.
    if (posts.end === "failed" || posts.end === "refused") failed += 1;
  });
  if (failed > 0) deps.log.warn("presence not published", { lost: failed, of: posts.length });
}

/** Encodes the frames once for each format. */
function payloadsByFormat(
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
