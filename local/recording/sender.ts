import { setTimeout as sleep } from "node:timers/promises";
import { deliver } from "./delivery.ts";
import { type Recording, waits } from "./recording.ts";
import { signer } from "./signer.ts";

export interface Sending {
  /** Of the HTTP API, without a trailing slash. */
  url: string;
  /** Of the feed, with or without `whsec_`. */
  secret: string;
  /** How many times faster than the match was; 1 is real time. */
  speed: number;
  /** Ends the sending early; nothing is thrown. */
  signal: AbortSignal;
  /** Called after each delivery with the number accepted so far. */
  onAccepted?(count: number): void;
  /** Called before each wait. */
  onRetry?(status: number, milliseconds: number): void;
}

/**
 * Sends a recording as its vendor would: one signed webhook after the other, each accepted before the next.
 * A retry has the same id, so that a delivery that got through unseen counts once.
 * @returns how many were accepted: all of them, or fewer if `signal` ended it
 * @throws RefusedError
 */
export async function send(recording: Recording, sending: Sending): Promise<number> {
  const { url, secret, speed, signal, onAccepted } = sending;
  const sign = signer(secret);
  const pauses = waits(recording.deliveries, speed);
  let accepted = 0;
  try {
    for (const [index, { path, body }] of recording.deliveries.entries()) {
      await sleep(pauses[index] ?? 0, undefined, { signal });
      const text = JSON.stringify(body);
      const webhook = () => ({
        headers: {
          "content-type": "application/json",
          ...sign(`${recording.match.id}-${index}`, text, new Date()),
        },
        body: text,
      });
      await deliver(new URL(url + path), webhook, sending);
      accepted += 1;
      onAccepted?.(accepted);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return accepted;
}
