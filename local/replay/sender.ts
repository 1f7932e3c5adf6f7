import { setTimeout as sleep } from "node:timers/promises";
import { type Recording, waits } from "./recording.ts";
import { type Sign, signer } from "./signer.ts";

export interface Sending {
  /** Of the HTTP API, without a trailing slash. */
  url: string;
  /** Of the feed, with or without `whsec_`. */
  secret: string;
  /** How many times faster than the match was; 1 is real time. */
  speed: number;
  /** Ends the sending early; nothing is thrown. */
  signal: AbortSignal;
}

/** The feed was refused for good: sending the same again cannot pass. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** A vendor that was told to come back later does so. */
const RETRIED: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const TRIES = 10;

/**
 * Sends a recording as its vendor would: one signed webhook after the other, each accepted before the next.
 * @returns how many were accepted: all of them, or fewer if `signal` ended it
 * @throws RefusedError
 */
export async function send(recording: Recording, { url, secret, speed, signal }: Sending): Promise<number> {
  const sign = signer(secret);
  const pauses = waits(recording.deliveries, speed);
  let accepted = 0;
  try {
    for (const [index, { path, body }] of recording.deliveries.entries()) {
      await sleep(pauses[index] ?? 0, undefined, { signal });
      const webhook = { id: `${recording.match.id}-${index}`, text: JSON.stringify(body) };
      await deliver(new URL(url + path), webhook, sign, signal);
      accepted += 1;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return accepted;
}

interface Message {
  id: string;
  text: string;
}

/** Tries again with the same id, so that a delivery that got through unseen counts once. */
async function deliver(url: URL, message: Message, sign: Sign, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(url, message, sign, signal);
    if (answer.accepted) return;
    if (!answer.again || attempt === TRIES) {
      throw new RefusedError(`POST ${url.pathname} was answered ${answer.said}`);
    }
    const wait = answer.afterSeconds ? answer.afterSeconds * 1000 : Math.random() * 100 * 2 ** attempt;
    await sleep(wait, undefined, { signal });
  }
}

type Answer = { accepted: true } | { accepted: false; again: boolean; said: string; afterSeconds: number };

async function post(url: URL, { id, text }: Message, sign: Sign, signal: AbortSignal): Promise<Answer> {
  const headers = { "content-type": "application/json", ...sign(id, text, new Date()) };
  try {
    const response = await fetch(url, { method: "POST", headers, body: text, signal });
    const said = `${response.status}: ${(await response.text()).slice(0, 300)}`;
    if (response.ok) return { accepted: true };
    const afterSeconds = Number(response.headers.get("retry-after")) || 0;
    return { accepted: false, again: RETRIED.has(response.status), said, afterSeconds };
  } catch (error) {
    if (signal.aborted) throw error;
    return { accepted: false, again: true, said: `nothing (${(error as Error).message})`, afterSeconds: 0 };
  }
}
