import { custom } from "./custom.ts";
import type { Provider } from "./provider.ts";

/** Every feed vendor that can send to us. A new one does not compile until it is in the registry as well. */
export type ProviderId = "custom";

const PROVIDERS = { custom } satisfies Record<ProviderId, Provider>;

export const PROVIDER_IDS = Object.keys(PROVIDERS) as ProviderId[];

export function isProviderId(text: string): text is ProviderId {
  return Object.hasOwn(PROVIDERS, text);
}

export function providerOf(id: ProviderId): Provider {
  return PROVIDERS[id];
}
