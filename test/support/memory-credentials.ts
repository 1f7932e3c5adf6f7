import type { CredentialStore, WebhookCredentials } from "../../modules/ports/webhook.ts";
import { OutageError } from "../../modules/runtime/errors.ts";

/** Credentials in memory, by provider; a change counts at once. */
export function memoryCredentials(known: Readonly<Record<string, WebhookCredentials>>): CredentialStore {
  return {
    async credentialsOf(provider) {
      const found = known[provider];
      if (!found) throw new OutageError(`no credentials of ${provider}`);
      return { ...found };
    },
  };
}
