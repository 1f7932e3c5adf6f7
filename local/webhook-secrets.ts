import * as z from "zod";
import type { Template } from "./contracts.ts";
import type { Secret, Secrets } from "./secrets.ts";

/** Secrets of vendors are generated under this key; see `lib/`'s use of GenerateSecretString. */
const KEY = "current";
const properties = z.looseObject({
  GenerateSecretString: z.looseObject({ GenerateStringKey: z.literal(KEY) }),
});
const value = z.looseObject({ [KEY]: z.string() });

/** The secrets webhooks are signed with. */
export function webhookSecrets(secrets: Secrets, template: Template): Secret[] {
  return secrets.all().filter(({ logicalId }) => {
    return properties.safeParse(template.resources.get(logicalId)?.properties).success;
  });
}

/** Sets what all of them are signed with, keeping the rest of their values. */
export function overrideWebhookSecrets(secrets: Secrets, template: Template, current: string): void {
  for (const secret of webhookSecrets(secrets, template)) {
    const changed = JSON.stringify({ ...value.parse(JSON.parse(secret.value)), [KEY]: current });
    if (changed !== secret.value) secrets.put(secret, changed);
  }
}

/** What the first of them is signed with; undefined if the template has none. */
export function currentWebhookSecret(secrets: Secrets, template: Template): string | undefined {
  const [secret] = webhookSecrets(secrets, template);
  return secret && value.parse(JSON.parse(secret.value))[KEY];
}
