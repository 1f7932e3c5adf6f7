/** What a provider may send with: two secrets at a time, so that they can be rotated, and from where. */
export interface WebhookCredentials {
  secrets: readonly string[];
  /** CIDR blocks the provider sends from; empty means anywhere. */
  allow: readonly string[];
  /** Secret last segments of the path, for a provider that signs nothing; they count with an allow-list only. */
  paths: readonly string[];
}

export interface CredentialStore {
  /** @param fresh ask the source, not the cache: a signature failed and the secret may just have changed */
  credentialsOf(provider: string, fresh?: boolean): Promise<WebhookCredentials>;
}

/** What has been delivered already, by `webhook-id`. */
export interface DeliveryLog {
  /** Number of items the delivery had when it was accepted, or undefined if it was not. */
  accepted(provider: string, webhookId: string): Promise<number | undefined>;
  remember(provider: string, webhookId: string, items: number): Promise<void>;
}

/** Counts deliveries of a provider per minute. */
export interface RateCounter {
  /** Counts one delivery and resolves with how many there were in this minute. */
  count(provider: string, now: Date): Promise<number>;
}
