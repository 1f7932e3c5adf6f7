import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { secretsManagerCredentials } from "../../../../modules/adapters/secrets-manager/secrets.ts";
import type { CredentialStore } from "../../../../modules/ports/webhook.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import { credentialStoreContract } from "../../../support/contracts/credential-store.ts";
import { startSecrets } from "../../../support/local/secrets.ts";

credentialStoreContract("the secrets that run locally", async () => {
  const secrets = await startSecrets(["custom", "opta"]);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  let time = 1_000_000;
  return {
    credentials: secretsManagerCredentials(secrets.client, secrets.arns, { log, now: () => time }),
    async set(provider, { secrets: [current, previous], allow, paths }) {
      await secrets.put(provider, { current, previous, allow, path: paths });
    },
    pass(ms) {
      time += ms;
    },
  };
});

/** Secrets Manager as far as it matters: one secret, and the requests for it. */
let secret: string | undefined;
let asked: string[];
let warnings: string[];
let clock: number;
let server: Server;
let client: SecretsManagerClient;
let store: CredentialStore;

beforeEach(async () => {
  secret = JSON.stringify({ current: "one" });
  asked = [];
  warnings = [];
  clock = 1_000_000;
  server = createServer(async (request, response) => {
    const body: { SecretId: string } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    asked.push(body.SecretId);
    response.writeHead(secret === undefined ? 500 : 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(
      JSON.stringify(secret === undefined ? { __type: "InternalServiceError" } : { SecretString: secret }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message), error: () => {} };
  store = secretsManagerCredentials(client, { custom: "arn:custom" }, { log, now: () => clock });
});

afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("secret paths are read, one or two at a time", async () => {
  const [path, next] = ["a-path-of-24-characters-1", "a-path-of-24-characters-2"];
  secret = JSON.stringify({ current: "one", allow: ["203.0.113.0/24"], path });
  expect((await store.credentialsOf("custom")).paths).toEqual([path]);
  clock += 61_000;
  secret = JSON.stringify({ current: "one", allow: ["203.0.113.0/24"], path: [next, path] });
  expect((await store.credentialsOf("custom")).paths).toEqual([next, path]);
});

test.each(["short", "with/slash-0123456789abcdef0", ["a-path-of-24-characters-1", "no"]])(
  "a path that can be guessed or read two ways is refused: %s",
  async (path) => {
    secret = JSON.stringify({ current: "one", allow: ["203.0.113.0/24"], path });
    await expect(store.credentialsOf("custom")).rejects.toThrow(OutageError);
  },
);

test("both secrets and the allow-list are read", async () => {
  secret = JSON.stringify({
    current: "one",
    previous: "zero",
    allow: ["203.0.113.0/24", "2001:db8::/32", "::1"],
  });
  expect(await store.credentialsOf("custom")).toEqual({
    secrets: ["one", "zero"],
    allow: ["203.0.113.0/24", "2001:db8::/32", "::1"],
    paths: [],
  });
  expect(asked).toEqual(["arn:custom"]);
});

describe("what is known", () => {
  test("is good for a minute", async () => {
    await store.credentialsOf("custom");
    secret = JSON.stringify({ current: "two" });
    clock += 60_000;
    expect((await store.credentialsOf("custom")).secrets).toEqual(["one"]);
    clock += 1;
    expect((await store.credentialsOf("custom")).secrets).toEqual(["two"]);
  });

  test("is good for five seconds where it has to be fresh", async () => {
    await store.credentialsOf("custom");
    secret = JSON.stringify({ current: "two" });
    clock += 5_000;
    expect((await store.credentialsOf("custom", true)).secrets).toEqual(["one"]);
    clock += 1;
    expect((await store.credentialsOf("custom", true)).secrets).toEqual(["two"]);
    expect(asked).toHaveLength(2);
  });

  test("is asked for once by all who wait for it", async () => {
    await Promise.all([
      store.credentialsOf("custom"),
      store.credentialsOf("custom", true),
      store.credentialsOf("custom"),
    ]);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["is out of reach", undefined],
    ["is no JSON", "hush"],
    ["has an allow-list with a mistake", '{"current":"two","allow":["office"]}'],
  ])("outlives a source that %s, which is not asked all the time", async (_name, broken) => {
    await store.credentialsOf("custom");
    secret = broken;
    clock += 60_001;
    expect((await store.credentialsOf("custom")).secrets).toEqual(["one"]);
    expect((await store.credentialsOf("custom", true)).secrets).toEqual(["one"]);
    expect(asked).toHaveLength(2);
    expect(warnings).toEqual(["credentials not refreshed"]);
  });
});

describe("without anything known", () => {
  test("a source out of reach is an outage, and asked again the next time", async () => {
    secret = undefined;
    await expect(store.credentialsOf("custom")).rejects.toThrow(OutageError);
    secret = JSON.stringify({ current: "one" });
    expect((await store.credentialsOf("custom")).secrets).toEqual(["one"]);
  });

  test.each(["hush-hush", '"hush-hush"', '{"current":""}', '{"secret":"hush-hush"}'])(
    "the malformed secret %s is an outage that does not quote it",
    async (malformed) => {
      secret = malformed;
      const error: unknown = await store.credentialsOf("custom").catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OutageError);
      expect(error instanceof Error && `${error.message} ${error.cause}`).not.toContain("hush");
    },
  );
});
