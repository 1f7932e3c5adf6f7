import * as z from "zod";
import { snapshotFrames } from "../greeting.ts";
import type { Log } from "../log.ts";
import { type ControlFrame, subscribed } from "../match/control-frame.ts";
import type { MatchFrame } from "../match/frame.ts";
import type { Gateway, Payload, PostOutcome, SnapshotStore } from "../ports.ts";

export interface WelcomeDeps {
  snapshots: Pick<SnapshotStore, "get">;
  gateway: Gateway;
  payloadOf: (frame: string) => Payload;
  log: Log;
  now: () => Date;
  /** @param ms milliseconds */
  sleep: (ms: number) => Promise<unknown>;
}

const greeting = z.object({ connection_id: z.string().min(1), channels: z.array(z.string()) });

/** Pauses, in ms, in which a handshake is waited for: nearly all are done after the first, none after 2 s. */
const PAUSES_MS = [25, 50, 100, 200, 300, 400, 450, 475];

/**
 * Tells a connection that `$connect` subscribed to `channels` about it, as soon as its handshake is done.
 * Given `{"connection_id","channels"}`. Rejects, to be invoked again, if the snapshots cannot be read.
 */
export function createHandler(deps: WelcomeDeps): (event: unknown) => Promise<void> {
  return async (event) => {
    const { connection_id, channels } = greeting.parse(event);
    const now = deps.now().toISOString();
    const first = await patiently(() => post(connection_id, subscribed(channels, now), deps), deps.sleep);
    if (first === "gone") return;
    // Only now: frames pushed during the handshake were lost, and the snapshot has to have them.
    const frames = await snapshotFrames(channels, deps.snapshots, now);
    const outcomes = [first];
    for (const frame of frames) {
      const outcome = await post(connection_id, frame, deps);
      if (outcome === "gone") return;
      outcomes.push(outcome);
    }
    const lost = outcomes.filter((outcome) => outcome === "failed").length;
    if (lost > 0) deps.log.warn("greeting lost", { connection_id, lost });
  };
}

/** Until the connection is there, or surely is not coming any more. */
async function patiently(
  attempt: () => Promise<PostOutcome>,
  sleep: WelcomeDeps["sleep"],
): Promise<PostOutcome> {
  for (const pause of PAUSES_MS) {
    const outcome = await attempt();
    if (outcome !== "gone") return outcome;
    await sleep(pause);
  }
  return attempt();
}

function post(
  connectionId: string,
  frame: ControlFrame | MatchFrame,
  { gateway, payloadOf }: WelcomeDeps,
): Promise<PostOutcome> {
  return gateway.post(connectionId, payloadOf(JSON.stringify(frame)));
}
