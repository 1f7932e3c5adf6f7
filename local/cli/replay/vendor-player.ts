import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Progress } from "../../command/terminal.ts";
import { deliver } from "../../recording/delivery.ts";
import { xSignature } from "../../recording/signer.ts";
import type { Arguments } from "./arguments.ts";
import { type PartialBody, partialBodies } from "./growth.ts";
import { isFields, parsedJson } from "./json.ts";
import { growingOf } from "./shapes.ts";

type Playing = Omit<Arguments, "files" | "help"> & { url: string; secret: string; signal: AbortSignal };

/** Seconds between two bodies: a poll of the vendor, or of the match a feed tells no finer. */
const INTERVAL = 1;
const FINEST = 15;

/** The body as the bodies of a match at `speed`, or as one: whole. */
export function bodiesAt(provider: string, text: string, speed: number | undefined): PartialBody[] {
  const growing = speed === undefined ? undefined : growingOf(provider, text);
  if (!growing || speed === undefined) return [{ at: 0, entries: 0, body: () => text }];
  return partialBodies(growing, Math.max(FINEST, INTERVAL * speed), text);
}

/**
 * Sends the bodies when they are due, each accepted before the next.
 * @throws RefusedError, or an AbortError once `signal` is aborted
 */
export async function playBodies(
  bodies: readonly PartialBody[],
  playing: Playing,
  progress: Progress,
): Promise<void> {
  const { speed = 1, signal } = playing;
  const began = Date.now();
  for (const [index, { at, entries, body }] of bodies.entries()) {
    await sleep(Math.max(0, began + (at * 1000) / speed - Date.now()), undefined, { signal });
    const text = body();
    const answer = await deliver(urlOf(playing, text), webhookOf(text, playing.secret), {
      signal,
      onRetry: retrying(progress),
    });
    const where = entries === 0 ? "" : `, ${Math.floor(at / 60)} min of play, ${entries} entries`;
    progress.show(`${index + 1} of ${bodies.length} bodies${where}: ${received(answer)}`);
  }
}

export function retrying({ show }: Progress) {
  return (status: number, wait: number) =>
    show(`${status === 0 ? "no answer" : status}: trying again in ${(wait / 1000).toFixed(1)} s`);
}

function urlOf({ url, provider, match }: Playing, text: string): URL {
  const found = new URL(`${url}/webhooks/${provider === "custom" ? customRoute(text) : provider}`);
  if (match !== undefined) found.searchParams.set("match", match);
  return found;
}

/** Our own events and statuses have a route each; an event says of which type it is. */
function customRoute(text: string): string {
  const body = parsedJson(text);
  const first: unknown = Array.isArray(body) ? body[0] : body;
  return isFields(first) && ("event_type" in first || "events" in first) ? "match-events" : "match-status";
}

/** Characters of a body from which on it is worth compressing; a whole match is larger than Lambda takes. */
const LARGE = 100_000;

function webhookOf(text: string, secret: string) {
  const kind = text.trimStart().startsWith("<") ? "application/xml" : "application/json";
  const isLarge = text.length > LARGE;
  const body = Uint8Array.from(isLarge ? gzipSync(text) : Buffer.from(text));
  const headers = {
    "content-type": kind,
    ...(isLarge ? { "content-encoding": "gzip" } : {}),
    ...xSignature(secret, body),
  };
  return () => ({ headers, body });
}

function received(answer: string): string {
  const body = parsedJson(answer);
  return isFields(body) ? `${body.received} received, ${body.duplicates} duplicates` : "accepted";
}
