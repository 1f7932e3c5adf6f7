/**
 * How the sender of a webhook request is verified. Several secrets are valid at a time, so that they can be rotated.
 */
export interface WebhookCredentials {
  secrets: readonly string[];
  /** CIDR blocks the provider sends from; empty means anywhere. */
  allow: readonly string[];
  /** Secret last segments of the path, for a provider that signs nothing; they count with an allow-list only. */
  paths: readonly string[];
}

/** The webhook credentials of providers, from the secret store. */
export interface CredentialStore {
  /**
   * Rejects with OutageError if the secret store fails and nothing is cached.
   *
   * @param fresh asks the store, not the cache: a signature failed, and the secret may just have been rotated
   */
  credentialsOf(provider: string, fresh?: boolean): Promise<WebhookCredentials>;
}

/** The accepted deliveries of the last days by `webhook-id`, so that a repeated one is answered without any work. */
export interface DeliveryLog {
  /** The number of items of a delivery that was accepted; undefined for any other. */
  accepted(provider: string, webhookId: string): Promise<number | undefined>;
  /** Records an accepted delivery. */
  remember(provider: string, webhookId: string, items: number): Promise<void>;
}

/** Counts the deliveries of each provider per minute, for the rate limit. */
export interface RateCounter {
  /** Counts one delivery. Resolves with the number of deliveries in the minute of `now`, this one included. */
  count(provider: string, now: Date): Promise<number>;
}
