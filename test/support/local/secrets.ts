import { join } from "node:path";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { onTestFinished } from "vitest";
import { startBackend } from "../../../local/aws/backend.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { assembly } from "./assembly.ts";
import { recordingLog } from "./recording-log.ts";

/** A secret of the local run for each of these logical ids, for one test. */
export async function startSecrets(logicalIds: readonly string[]) {
  const folder = temporaryFolder();
  const secret = { Type: "AWS::SecretsManager::Secret", Properties: { GenerateSecretString: {} } };
  const backend = await startBackend({
    assembly: assembly(
      join(folder, "cdk.out"),
      Object.fromEntries(logicalIds.map((logicalId) => [logicalId, secret])),
    ),
    dataDir: join(folder, "data"),
    log: recordingLog(),
  });
  onTestFinished(() => backend.stop());
  const client = new SecretsManagerClient({
    endpoint: backend.endpointUrl,
    region: "us-east-1",
    credentials: backend.operator,
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  const arns = Object.fromEntries(
    logicalIds.map((logicalId) => [logicalId, backend.template.resources.get(logicalId)?.ref ?? ""]),
  );
  return {
    client,
    /** By logical id. */
    arns,
    async put(logicalId: string, value: unknown): Promise<void> {
      const [SecretId, SecretString] = [arns[logicalId], JSON.stringify(value)];
      await backend.client("secretsmanager", "PutSecretValue", { SecretId, SecretString });
    },
  };
}
