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
