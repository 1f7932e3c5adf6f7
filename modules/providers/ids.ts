/**
 * Every feed vendor that can send to us: its name in the webhook's path, in ids, and of its secret.
 * Adding one here does not compile until `index.ts` has its adapter, and deploys with a secret of its own.
 */
export const PROVIDER_IDS = [
  "custom",
  "opta",
  "statsbomb",
  "sportradar",
  "api-football",
  "football-data",
  "allsports",
] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

export function isProviderId(text: string): text is ProviderId {
  return PROVIDER_IDS.some((id) => id === text);
}

/** Vendors whose REST API can be polled as well. Adding one does not compile until `polled.ts` has it. */
export const POLLED_IDS = [
  "api-football",
  "football-data",
  "allsports",
  "sportradar",
] as const satisfies readonly ProviderId[];
export type PolledId = (typeof POLLED_IDS)[number];

/**
 * Vendors that have a stream as well, and are polled after a gap in it. Adding one does not compile until
 * `streamed.ts` has it.
 */
export const STREAMED_IDS = ["allsports", "sportradar"] as const satisfies readonly PolledId[];
export type StreamedId = (typeof STREAMED_IDS)[number];

export function isStreamedId(text: string): text is StreamedId {
  return STREAMED_IDS.some((id) => id === text);
}
