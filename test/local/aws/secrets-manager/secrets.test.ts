import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTemplate } from "../../../../local/aws/cloudformation/load.ts";
import { fillDatabaseSecrets } from "../../../../local/aws/rds/database.ts";
import { openSecrets } from "../../../../local/aws/secrets-manager/secrets.ts";
import { currentWebhookSecrets, overrideWebhookSecrets } from "../../../../local/start/webhook-secrets.ts";
import { assembly, lambda } from "../../../support/local/assembly.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const generated = (GenerateSecretString: Record<string, unknown>) => ({
  Type: "AWS::SecretsManager::Secret",
  Properties: { GenerateSecretString },
});

function open() {
  const folder = temporaryFolder();
  const read = assembly(join(folder, "cdk.out"), {
    Vendor: generated({ SecretStringTemplate: '{"allow":["10.0.0.0/8"]}', GenerateStringKey: "current" }),
    Owner: generated({ SecretStringTemplate: '{"username":"owner"}', GenerateStringKey: "password" }),
    Plain: generated({ PasswordLength: 200, ExcludePunctuation: true, ExcludeCharacters: "abc" }),
    ...lambda("Webhook", "echo", {
      Environment: {
        Variables: { WEBHOOK_SECRETS: { "Fn::Join": ["", ['{"vendor":"', { Ref: "Vendor" }, '"}']] } },
      },
    }),
    Rows: { Type: "AWS::RDS::DBInstance" },
    Attachment: {
      Type: "AWS::SecretsManager::SecretTargetAttachment",
      Properties: { SecretId: { Ref: "Owner" }, TargetId: { Ref: "Rows" } },
    },
  });
  const template = loadTemplate(read, {
    endpointUrl: "http://127.0.0.1:1",
    database: { host: "h", port: 2 },
  });
  const secrets = openSecrets(template, join(folder, "data"));
  const current = (id: string) => secrets.all().find(({ logicalId }) => logicalId === id)?.value ?? "";
  return { template, secrets, current };
}

describe("a secret", () => {
  it("is generated as the template says", () => {
    const { current } = open();
    expect(JSON.parse(current("Vendor"))).toEqual({
      allow: ["10.0.0.0/8"],
      current: expect.stringMatching(/^.{32}$/),
    });
    expect(current("Plain")).toMatch(/^[d-zA-Z0-9]{200}$/);
  });

  it("of a vendor can be set from outside, the rest of it stays", () => {
    const { secrets, template, current } = open();
    const owner = current("Owner");
    overrideWebhookSecrets(secrets, template, "mine");
    expect(JSON.parse(current("Vendor"))).toEqual({ allow: ["10.0.0.0/8"], current: "mine" });
    expect(currentWebhookSecrets(secrets, template)).toEqual({ vendor: "mine" });
    expect(current("Owner")).toBe(owner);
  });

  it("that is attached to the database says who owns it and where it is", () => {
    const { secrets, template, current } = open();
    const postgres = {
      host: "127.0.0.1",
      port: 5433,
      database: "touchline",
      owner: { username: "touchline_owner", password: "p" },
      caPem: "",
      start: async () => undefined,
      stop: async () => undefined,
    };
    fillDatabaseSecrets(secrets, template, postgres);
    expect(JSON.parse(current("Owner"))).toEqual({
      engine: "postgres",
      host: "127.0.0.1",
      port: 5433,
      dbname: "touchline",
      username: "touchline_owner",
      password: "p",
    });
  });
});
