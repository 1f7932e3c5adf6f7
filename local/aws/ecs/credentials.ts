import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TaskDefinition } from "./definition.ts";

const HOUR_MS = 3_600_000;

/** The credentials endpoint of the containers. */
export interface CredentialsEndpoint {
  /** The variables that point the SDK to it. */
  environmentOf(definition: TaskDefinition): Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Serves container credentials, by a full URI since the address of ECS, 169.254.170.2, does not exist here:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function startCredentials(definitions: readonly TaskDefinition[]): Promise<CredentialsEndpoint> {
  const server = createServer((request, response) => {
    const known = definitions.find(
      ({ credentialsToken }) => credentialsToken === request.headers.authorization,
    );
    const { credentials, roleArn: RoleArn = "" } = known ?? {};
    response.writeHead(credentials ? 200 : 401, { "content-type": "application/json" });
    if (!credentials) return response.end(JSON.stringify({ code: "InvalidAuthorizationToken" }));
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token } = credentials;
    const Expiration = new Date(Date.now() + HOUR_MS).toISOString();
    return response.end(JSON.stringify({ RoleArn, AccessKeyId, SecretAccessKey, Token, Expiration }));
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve, reject) => server.once("listening", resolve).once("error", reject));
  const { port } = server.address() as AddressInfo;
  return {
    environmentOf: ({ credentialsToken }) => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: credentialsToken,
    }),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
