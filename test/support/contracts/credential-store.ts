import { describe, expect, test } from "vitest";
import type { CredentialStore, WebhookCredentials } from "../../../modules/ports/webhook.ts";
import { OutageError } from "../../../modules/runtime/errors.ts";

/** Credentials, and a way to set them. */
export interface OpenedCredentials {
  credentials: CredentialStore;
  /** Sets those of `custom` or `opta`: one secret or two. */
  set(provider: string, given: WebhookCredentials): Promise<void>;
  pass(ms: number): void;
}

const BOTH: WebhookCredentials = {
  secrets: ["new", "old"],
  allow: ["203.0.113.0/24", "::1"],
  paths: ["a-path-of-24-characters-1", "a-path-of-24-characters-2"],
};

/** What every `CredentialStore` does for the providers `custom` and `opta`. */
export function credentialStoreContract(name: string, open: () => Promise<OpenedCredentials>): void {
  describe(name, () => {
    test("gives each provider what was set for it", async () => {
      const { credentials, set } = await open();
      await set("custom", BOTH);
      await set("opta", secret("its own"));
      expect(await credentials.credentialsOf("custom")).toStrictEqual(BOTH);
      expect(await credentials.credentialsOf("opta", true)).toStrictEqual(secret("its own"));
    });

    test("gives what was changed after a minute, and in seconds if asked for what is fresh", async () => {
      const { credentials, set, pass } = await open();
      await set("custom", secret("one"));
      expect((await credentials.credentialsOf("custom")).secrets).toEqual(["one"]);
      await set("custom", secret("two"));
      pass(5_001);
      expect((await credentials.credentialsOf("custom", true)).secrets).toEqual(["two"]);
      await set("custom", secret("three"));
      pass(60_001);
      expect((await credentials.credentialsOf("custom")).secrets).toEqual(["three"]);
    });

    test("is an outage where nothing can be read", async () => {
      const { credentials } = await open();
      await expect(credentials.credentialsOf("nobody")).rejects.toBeInstanceOf(OutageError);
    });
  });
}

function secret(text: string): WebhookCredentials {
  return { secrets: [text], allow: [], paths: [] };
}
