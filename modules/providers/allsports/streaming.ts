import type { Streaming } from "../streaming.ts";

/** A match in play sends a message every minute, because its minute changes. */
const SILENCE_IN_PLAY_MS = 90_000;
/** Shorter than what a NAT gateway forgets a silent connection after: 350 s. */
const SILENCE_MS = 300_000;

/**
 * AllSportsAPI: a message is an array of the matches that have changed, each as a whole. No heartbeat is documented,
 * so with nothing in play a connection that is silent and one that is dead look alike.
 */
export const allsportsStreaming: Streaming = {
  transport: "websocket",
  url: "wss://wss.allsportsapi.com/live_events",
  subscription: (url, key) => ({ url: withQuery(url, { APIkey: key, timezone: "UTC" }) }),
  isWhole: true,
  silenceMs: (isInPlay) => (isInPlay ? SILENCE_IN_PLAY_MS : SILENCE_MS),
};

function withQuery(text: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(text);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
