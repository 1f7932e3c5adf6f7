import { jsonOf } from "../../match/json.ts";
import { isFields } from "../kit/fields.ts";
import type { Heartbeat, Streaming } from "../streaming.ts";

/** Three heartbeats of five seconds, and a moment. */
const SILENCE_MS = 16_000;

/**
 * Sportradar Soccer v4 Push Events: entries of timelines as they are made, and a heartbeat when there are none.
 * The stream repeats nothing and sends no deletions.
 * https://developer.sportradar.com/soccer/docs/soccer-ig-push
 */
export const sportradarStreaming: Streaming = {
  transport: "lines",
  url: "https://api.sportradar.com/soccer/trial/v4/stream/events/subscribe",
  subscription: (url, key) => ({ url, headers: { "x-api-key": key } }),
  isWhole: false,
  silenceMs: () => SILENCE_MS,
  heartbeat,
};

function heartbeat(message: string): Heartbeat | undefined {
  if (!/^\s*\{\s*"heartbeat"/.test(message)) return undefined;
  const json = jsonOf(message);
  if (!isFields(json) || !isFields(json.heartbeat) || isFields(json.payload)) return undefined;
  const { interval } = json.heartbeat;
  return typeof interval === "number" && interval >= 1 && interval <= 60 ? { interval } : {};
}
