import { describe, expect, test } from "vitest";
import { deploymentNamed, SYNTHESIZED, type SynthesizedDeployment } from "./synth.ts";
import { ofType, only, said } from "./template-reader.ts";

const TABLES = {
  WebhookApiDeliveries: ["pk"],
  IdMapIds: ["pk"],
  FeedsJournal: ["pk", "sk"],
  PollerStates: ["provider"],
  LiveSocketsAudienceConnections: ["connection_id"],
  LiveSocketsAudienceSubscriptions: ["pk", "sk"],
  LiveSocketsAudienceSnapshots: ["match_id"],
  LiveSocketsAudienceFrames: ["match_id", "seq"],
  // As it was called when it was first deployed.
  LiveSocketsTurnstileCounters: ["pk"],
  PostBudgetCounters: ["pk"],
};

describe.each(SYNTHESIZED)("data in $name", (deployment) => {
  test("the stream is encrypted with a key of its own that is rotated, and keeps a day at least", () => {
    const { Properties } = only(deployment, "AWS::Kinesis::Stream");
    expect(Properties.StreamEncryption).toMatchObject({ EncryptionType: "KMS" });
    expect(said((Properties.StreamEncryption as Record<string, unknown>).KeyId)).toBe("EventStreamKey.Arn");
    expect(only(deployment, "AWS::KMS::Key").Properties.EnableKeyRotation).toBe(true);
    expect(Properties.RetentionPeriodHours).toBeGreaterThanOrEqual(24);
  });

  test("the database is encrypted, refuses plain connections and lets functions in by IAM", () => {
    const { Properties } = only(deployment, "AWS::RDS::DBInstance");
    expect(Properties).toMatchObject({
      Engine: "postgres",
      StorageEncrypted: true,
      EnableIAMDatabaseAuthentication: true,
    });
    expect(said(Properties.DBParameterGroupName)).toBe("DatabaseParameters");
    expect(only(deployment, "AWS::RDS::DBParameterGroup").Properties.Parameters).toEqual({
      "rds.force_ssl": "1",
    });
  });

  test("the database is backed up", () => {
    expect(only(deployment, "AWS::RDS::DBInstance").Properties.BackupRetentionPeriod).toBeGreaterThan(0);
  });

  test("the dead-letter queue is encrypted and keeps what it got as long as it can", () => {
    expect(only(deployment, "AWS::SQS::Queue").Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });

  test("tables are on demand, expire rows, and leave encryption at rest on", () => {
    const tables = ofType(deployment, "AWS::DynamoDB::Table");
    const keys = Object.entries(tables).map(([name, { Properties }]) => [
      name,
      (Properties.KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName),
    ]);
    expect(Object.fromEntries(keys)).toEqual(TABLES);
    for (const { Properties } of Object.values(tables)) {
      expect(Properties).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      });
      // Without a word about it DynamoDB encrypts with its own key.
      expect(Properties.SSESpecification).toBeUndefined();
    }
  });

  test("frames are ordered by number", () => {
    expect(ofType(deployment, "AWS::DynamoDB::Table").LiveSocketsAudienceFrames?.Properties).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: "match_id", AttributeType: "S" },
        { AttributeName: "seq", AttributeType: "N" },
      ],
    });
  });

  test.each(["LiveSocketsAudienceSnapshots", "IdMapIds"])("%s can be restored to any second", (table) => {
    expect(ofType(deployment, "AWS::DynamoDB::Table")[table]?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test("what is one id of ours can be found by it", () => {
    expect(ofType(deployment, "AWS::DynamoDB::Table").IdMapIds?.Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: "by-id",
        KeySchema: [
          { AttributeName: "internal", KeyType: "HASH" },
          { AttributeName: "pk", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ]);
  });

  test("secrets are generated, never written down", () => {
    const secrets = Object.entries(ofType(deployment, "AWS::SecretsManager::Secret"));
    const [given, made] = [
      secrets.filter(([name]) => name.startsWith("Poller")),
      secrets.filter(([name]) => !name.startsWith("Poller")),
    ];
    expect(made).toHaveLength(PROVIDERS.length + 1);
    for (const [, { Properties }] of made) {
      expect(Properties).toHaveProperty("GenerateSecretString");
      expect(Properties).not.toHaveProperty("SecretString");
    }
    // What a vendor gives out cannot be generated: it is empty until somebody puts it in.
    expect(given.map(([name]) => name)).toEqual(POLLED.map((provider) => `Poller${provider}Key`));
    for (const [, { Properties }] of given) expect(Properties.SecretString).toBe('{"key":""}');
    expect(said(only(deployment, "AWS::RDS::DBInstance").Properties.MasterUserPassword)).toBe(
      "{{resolve:secretsmanager:DatabaseOwner:SecretString:password::}}",
    );
  });

  test("the webhook secret can be read as text and as base64", () => {
    const secret = ofType(deployment, "AWS::SecretsManager::Secret").WebhookApiCustomSecret;
    expect(secret?.Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: "{}",
      GenerateStringKey: "current",
      PasswordLength: 44,
      ExcludePunctuation: true,
    });
  });

  test("nothing has a physical name by which two deployments, or a replacement, could collide", () => {
    const names =
      /^(FunctionName|TableName|QueueName|LogGroupName|RoleName|DBInstanceIdentifier|StreamName|AlarmName)$/;
    const owners = /::(Function|Table|Queue|LogGroup|Role|DBInstance|Stream|Secret|Alarm)$/;
    const named = Object.entries(deployment.resources)
      .filter(([, { Type }]) => owners.test(Type))
      .filter(([, { Properties = {} }]) =>
        Object.keys(Properties).some((key) => key === "Name" || names.test(key)),
      );
    expect(named).toEqual([]);
  });
});

/** Plain names of all that outlives its stack. */
function outlasting({ resources }: SynthesizedDeployment): string[] {
  return Object.entries(resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy === "Retain" || DeletionPolicy === "Snapshot")
    .map(([id, { Type, DeletionPolicy }]) => `${DeletionPolicy} ${Type} ${id.replace(/[0-9A-F]{8}$/, "")}`)
    .filter((line) => !line.includes("AWS::Logs::LogGroup"))
    .sort();
}

/** The account's setting that lets API Gateway log, which other stacks may be relying on. */
const ACCOUNT = [
  "Retain AWS::ApiGateway::Account LiveSocketsLoggingAccount",
  "Retain AWS::IAM::Role LiveSocketsLoggingRole",
];

const PROVIDERS = ["Custom", "Opta", "Statsbomb", "Sportradar", "ApiFootball", "FootballData", "Allsports"];
const POLLED = ["ApiFootball", "FootballData", "Allsports", "Sportradar"];

describe("what outlives its stack", () => {
  test("in prod: the database, as a snapshot, and all that cannot be made again", () => {
    expect(outlasting(deploymentNamed("prod"))).toEqual(
      [
        ...ACCOUNT,
        "Retain AWS::DynamoDB::Table IdMapIds",
        "Retain AWS::DynamoDB::Table LiveSocketsAudienceSnapshots",
        "Retain AWS::KMS::Key EventStreamKey",
        "Retain AWS::Kinesis::Stream EventStream",
        "Retain AWS::SQS::Queue ConsumerDeadLetters",
        "Retain AWS::SecretsManager::Secret DatabaseOwner",
        ...PROVIDERS.map((provider) => `Retain AWS::SecretsManager::Secret WebhookApi${provider}Secret`),
        ...POLLED.map((provider) => `Retain AWS::SecretsManager::Secret Poller${provider}Key`),
        "Snapshot AWS::RDS::DBInstance DatabasePostgres",
      ].sort(),
    );
  });

  test("in prod: neither the stack nor the database can be deleted by a slip", () => {
    const prod = deploymentNamed("prod");
    expect(prod.terminationProtection).toBe(true);
    expect(only(prod, "AWS::RDS::DBInstance").Properties).toMatchObject({
      DeletionProtection: true,
      DeleteAutomatedBackups: false,
      MultiAZ: true,
    });
  });

  test("in dev: nothing but the account's own setting", () => {
    const dev = deploymentNamed("dev");
    expect(outlasting(dev)).toEqual(ACCOUNT);
    expect(dev.terminationProtection).toBe(false);
  });

  test("what replaces a resource of prod keeps the data of the old one", () => {
    for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(deploymentNamed("prod").resources)) {
      expect(UpdateReplacePolicy).toBe(DeletionPolicy);
    }
  });
});
