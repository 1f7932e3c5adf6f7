import { SecretValue, Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { ProviderId } from "../modules/providers/ids.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { pascalCase } from "./pascal-case.ts";

/**
 * Makes the secret that holds a key which a vendor gives out: JSON with `key`, empty until somebody sets it.
 *
 * @param purpose what is done with the key, as a sentence says it: `polled with it`
 */
export function vendorKey(
  scope: Construct,
  provider: ProviderId,
  purpose: string,
  config: DeploymentConfig,
): Secret {
  const secret = new Secret(scope, `${pascalCase(provider)}Key`, {
    description: `${provider} is ${purpose}; not at all while its key is empty`,
    secretObjectValue: { key: SecretValue.unsafePlainText("") },
    removalPolicy: config.dataRemoval,
  });
  Validations.of(secret).acknowledge({
    id: "AwsSolutions-SMG4",
    reason: "The vendor gives the key out, and only the vendor can change it.",
  });
  return secret;
}

/** ARNs of secrets, by provider. */
export function arnsOf<P extends string>(secrets: Readonly<Record<P, Secret>>): Record<P, string> {
  const arns = Object.entries<Secret>(secrets).map(([provider, { secretArn }]) => [provider, secretArn]);
  return Object.fromEntries(arns) as Record<P, string>;
}
