import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** Secrets Manager with these secrets, by ARN. */
export async function startSecretsManager(secrets: Readonly<Record<string, string>>) {
  const server = createServer(async (request, response) => {
    const body: { SecretId: string } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const SecretString = secrets[body.SecretId];
    response.writeHead(SecretString === undefined ? 400 : 200, {
      "content-type": "application/x-amz-json-1.1",
    });
    response.end(
      JSON.stringify(SecretString === undefined ? { __type: "ResourceNotFoundException" } : { SecretString }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    client,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
