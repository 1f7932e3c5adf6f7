import * as z from "zod";
import type { Template } from "../aws/interfaces.ts";
import type { Secret, Secrets } from "../aws/secrets-manager/secrets.ts";

/** The variable in which a function of the template finds the secret (ARN) of each provider. */
const properties = z.looseObject({
  Environment: z.looseObject({ Variables: z.looseObject({ WEBHOOK_SECRETS: z.string() }) }),
});
const arnByProvider = z.record(z.string(), z.string());
const value = z.looseObject({ current: z.string() });

/** The secrets webhooks are signed with, by provider. */
function webhookSecrets(secrets: Secrets, template: Template): Map<string, Secret> {
  const found = new Map<string, Secret>();
  for (const resource of template.ofType("AWS::Lambda::Function")) {
    const { data } = properties.safeParse(resource.properties);
    const arns = data ? arnByProvider.parse(JSON.parse(data.Environment.Variables.WEBHOOK_SECRETS)) : {};
    for (const [provider, arn] of Object.entries(arns)) {
      const secret = secrets.find(arn);
      if (secret) found.set(provider, secret);
    }
  }
  return found;
}

/** Sets what every provider signs with, keeping the rest of the secrets' values. */
export function overrideWebhookSecrets(secrets: Secrets, template: Template, current: string): void {
  for (const secret of webhookSecrets(secrets, template).values()) {
    const changed = JSON.stringify({ ...value.parse(JSON.parse(secret.value)), current });
    if (changed !== secret.value) secrets.put(secret, changed);
  }
}

/** What each provider signs with. */
export function currentWebhookSecrets(secrets: Secrets, template: Template): Record<string, string> {
  const current = [...webhookSecrets(secrets, template)].map(
    ([provider, secret]) => [provider, value.parse(JSON.parse(secret.value)).current] as const,
  );
  return Object.fromEntries(current);
}
