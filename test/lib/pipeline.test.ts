import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { POLLED_IDS, PROVIDER_IDS } from "../../modules/providers/ids.ts";
import { ENVIRONMENT, type FunctionName } from "../../modules/runtime/env.ts";
import { UNITS } from "../../modules/runtime/metrics.ts";
import { BRIDGED, deploymentNamed, SYNTHESIZED, synthesized } from "./synth.ts";
import { ofType, only, said } from "./template-reader.ts";

/** Every function of ours, by its logical id. */
const FUNCTIONS: Record<string, FunctionName> = {
  AccessAuthorizerFunction: "authorizer",
  WebhookApiWebhookFunction: "webhook",
  ConsumerFunction: "consumer",
  BroadcasterFunction: "broadcaster",
  LiveSocketsFunction: "sockets",
  LiveSocketsGreeterFunction: "greeter",
  ReadApiFunction: "api",
  OperationsFunction: "operations",
  FeedMonitorFunction: "feed-monitor",
  PollerFunction: "poller",
  ReconcilerFunction: "reconciler",
  DatabaseMigrationMigrateFunction: "migrate",
};

/** Calls the migration while deploying. */
const OF_THE_LIBRARY = "AWSCDKTriggerCustomResourceProviderCustomResourceProviderHandler";

/** Has a contract as functions do, and is no function. */
const CONTAINER: FunctionName = "feed-bridge";

/** Who talks to Postgres, whose certificate is signed by an authority that Node.js does not know. */
const OF_THE_DATABASE = ["consumer", "api", "reconciler", "migrate"];

test("every folder of lambdas/ is deployed, as one of the functions below or as the container", () => {
  const folders = readdirSync(new URL("../../lambdas", import.meta.url));
  expect(folders.sort()).toEqual([...Object.values(FUNCTIONS), CONTAINER].sort());
  // The container is there only where a stream is held.
  for (const deployment of synthesized(BRIDGED)) {
    const { ContainerDefinitions } = only(deployment, "AWS::ECS::TaskDefinition").Properties;
    expect(ContainerDefinitions).toHaveLength(1);
  }
});

describe.each(SYNTHESIZED)("the way of the data in $name", (deployment) => {
  const functions = ofType(deployment, "AWS::Lambda::Function");

  test("the consumer reads by a fan-out of its own, from the oldest record on", () => {
    const { Properties } = only(deployment, "AWS::Lambda::EventSourceMapping");
    expect(said(Properties.EventSourceArn)).toBe("EventStreamReader.ConsumerARN");
    expect(said(Properties.FunctionName)).toBe("ConsumerFunction");
    expect(Properties.StartingPosition).toBe("TRIM_HORIZON");
    expect(said(only(deployment, "AWS::Kinesis::StreamConsumer").Properties.StreamARN)).toBe(
      "EventStream.Arn",
    );
  });

  test("a failed batch is halved and retried for ever; nothing is dropped for its age", () => {
    expect(only(deployment, "AWS::Lambda::EventSourceMapping").Properties).toMatchObject({
      BatchSize: 100,
      ParallelizationFactor: 4,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
    });
  });

  test("no batch is reported in part: the consumer stores it as a whole or not at all", () => {
    const { Properties } = only(deployment, "AWS::Lambda::EventSourceMapping");
    expect(Properties).not.toHaveProperty("FunctionResponseTypes");
  });

  test("what Lambda gives up on and what the consumer finds poisonous land in the same queue", () => {
    const { DestinationConfig } = only(deployment, "AWS::Lambda::EventSourceMapping").Properties as {
      DestinationConfig: { OnFailure: { Destination: unknown } };
    };
    expect(said(DestinationConfig.OnFailure.Destination)).toBe("ConsumerDeadLetters.Arn");
    expect(said(variables("ConsumerFunction").DEAD_LETTER_QUEUE_URL)).toBe("ConsumerDeadLetters");
  });

  test("the schema is migrated when the database stands, and before anybody uses it", () => {
    const trigger = ofType(deployment, "Custom::Trigger").DatabaseMigrationTrigger;
    const name = "DatabaseMigrationTrigger";
    expect(said(trigger?.Properties.HandlerArn)).toMatch(/^DatabaseMigrationMigrateFunctionCurrentVersion/);
    expect(said(trigger?.DependsOn)).toContain("DatabasePostgres");
    expect(said(trigger?.DependsOn)).toContain("DatabaseSecurityGroupfrom");
    for (const user of [functions.ReadApiFunction, only(deployment, "AWS::Lambda::EventSourceMapping")]) {
      expect(user?.DependsOn?.map((id) => id.slice(0, name.length))).toContain(name);
    }
  });

  test("every function is looked at here, but for the library's one; every one of the contract is deployed", () => {
    expect(Object.keys(functions).sort()).toEqual([...Object.keys(FUNCTIONS), OF_THE_LIBRARY].sort());
    expect(Object.values(FUNCTIONS).sort()).toEqual(
      Object.keys(ENVIRONMENT)
        .filter((name) => name !== CONTAINER)
        .sort(),
    );
  });

  test.each(Object.entries(FUNCTIONS))("%s finds the variables of its contract and no others", (id, name) => {
    const expected = Object.keys(ENVIRONMENT[name].shape);
    if (OF_THE_DATABASE.includes(name)) expected.push("NODE_EXTRA_CA_CERTS");
    expect(Object.keys(variables(id)).sort()).toEqual(expected.sort());
  });

  test("no variable holds a secret, only where it is kept", () => {
    for (const id of Object.keys(FUNCTIONS)) {
      for (const [name, value] of Object.entries(variables(id))) {
        // Whose tokens count is no secret.
        expect(name).not.toMatch(/PASSWORD|TOKEN(?!_ISSUERS$)|PRIVATE|_KEY$/);
        expect(said(value)).not.toContain("{{resolve:");
      }
    }
    const { custom } = JSON.parse(said(variables("WebhookApiWebhookFunction").WEBHOOK_SECRETS));
    expect(custom).toBe("WebhookApiCustomSecret");
    expect(said(variables("DatabaseMigrationMigrateFunction").DATABASE_OWNER_SECRET)).toBe("DatabaseOwner");
  });

  test("every provider has a secret of its own", () => {
    const secrets = JSON.parse(said(variables("WebhookApiWebhookFunction").WEBHOOK_SECRETS));
    expect(Object.keys(secrets).sort()).toEqual([...PROVIDER_IDS].sort());
    expect(new Set(Object.values(secrets)).size).toBe(PROVIDER_IDS.length);
  });

  test("every polled provider has a key of its own, whose place is told to whoever deploys", () => {
    const keys = JSON.parse(said(variables("PollerFunction").POLL_SECRETS));
    expect(Object.keys(keys).sort()).toEqual([...POLLED_IDS].sort());
    expect(new Set(Object.values(keys)).size).toBe(POLLED_IDS.length);
    expect(said(deployment.template.toJSON().Outputs.PollKeyApiFootball.Value)).toBe(keys["api-football"]);
  });

  test("the poller is outside the network, has a minute and more, and is not run again where it failed", () => {
    const poller = functions.PollerFunction?.Properties;
    expect(poller).not.toHaveProperty("VpcConfig");
    expect(poller?.Timeout).toBe(90);
    const config = ofType(deployment, "AWS::Lambda::EventInvokeConfig").PollerFunctionEventInvokeConfig;
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });

  test("whoever reads the stream again has a quarter of an hour, and is not asked twice where it failed", () => {
    expect(functions.ReconcilerFunction?.Properties).toMatchObject({ Timeout: 900, MemorySize: 1769 });
    const config = ofType(deployment, "AWS::Lambda::EventInvokeConfig").ReconcilerFunctionEventInvokeConfig;
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 0 });
    expect(said(deployment.template.toJSON().Outputs.ReconcilerFunction.Value)).toBe("ReconcilerFunction");
  });

  test("functions sign in to the database as the role they were granted, and check its certificate", () => {
    for (const id of [
      "ConsumerFunction",
      "ReadApiFunction",
      "ReconcilerFunction",
      "DatabaseMigrationMigrateFunction",
    ]) {
      expect(variables(id)).toMatchObject({
        DATABASE_USER: "touchline",
        NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem",
      });
    }
  });

  test("frames are posted to the stage the viewers are on", () => {
    const url = "LiveSocketsApi.execute-api.AWS::Region.AWS::URLSuffix/live";
    const posting = [
      "ConsumerFunction",
      "BroadcasterFunction",
      "LiveSocketsFunction",
      "LiveSocketsGreeterFunction",
    ];
    for (const id of posting) {
      expect(said(variables(id).CALLBACK_URL)).toBe(`https://${url}`);
    }
    expect(said(deployment.template.toJSON().Outputs.WebSocketUrl.Value)).toBe(`wss://${url}`);
  });

  test("whoever fans out counts posts in the same place, and leaves a quarter of the account's calls to others", () => {
    for (const id of ["ConsumerFunction", "BroadcasterFunction"]) {
      expect(said(variables(id).BUDGET_TABLE)).toBe("PostBudgetCounters");
      expect(variables(id).POSTS_PER_SECOND).toBe("7500");
    }
    expect(said(variables("ConsumerFunction").BROADCASTER_FUNCTION)).toBe("BroadcasterFunction");
  });

  test("broadcasters are outside the network, are as many as it takes, and have as long as who waits for them", () => {
    const broadcaster = functions.BroadcasterFunction?.Properties;
    expect(broadcaster).not.toHaveProperty("VpcConfig");
    expect(broadcaster).not.toHaveProperty("ReservedConcurrentExecutions");
    expect(broadcaster?.Timeout).toBe(functions.ConsumerFunction?.Properties.Timeout);
  });

  test("whoever deploys is told the doors and where the secret is", () => {
    const outputs = Object.entries(
      deployment.template.toJSON().Outputs as Record<string, { Value: unknown }>,
    );
    expect(Object.fromEntries(outputs.map(([name, { Value }]) => [name, said(Value)]))).toMatchObject({
      WebhookUrl: "HttpApi.ApiEndpoint/webhooks/match-events",
      ApiUrl: "HttpApi.ApiEndpoint/api/v1",
      WebhookSecretCustom: "WebhookApiCustomSecret",
      WebhookSecretOpta: "WebhookApiOptaSecret",
      WebhookSecretApiFootball: "WebhookApiApiFootballSecret",
    });
  });

  test.each(Object.keys(FUNCTIONS))("%s runs on Node 24 and ARM, and is traced", (id) => {
    expect(functions[id]?.Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      TracingConfig: { Mode: "Active" },
    });
  });

  test("every function, the library's too, logs to a group of its own", () => {
    const groups = Object.values(functions).map(({ Properties }) =>
      said((Properties.LoggingConfig as { LogGroup: unknown } | undefined)?.LogGroup),
    );
    expect(new Set(groups).size).toBe(Object.keys(functions).length);
    expect(Object.keys(ofType(deployment, "AWS::Logs::LogGroup"))).toEqual(expect.arrayContaining(groups));
  });

  test("no log group keeps its lines for ever", () => {
    for (const { Properties } of Object.values(ofType(deployment, "AWS::Logs::LogGroup"))) {
      expect(Properties.RetentionInDays).toEqual(expect.any(Number));
    }
  });

  test("an alarm rings for late events, for dead letters, and for errors of each function", () => {
    const alarms = Object.values(ofType(deployment, "AWS::CloudWatch::Alarm")).map(({ Properties }) => {
      const [dimension] = Properties.Dimensions as { Value: unknown }[];
      return `${Properties.MetricName} of ${said(dimension?.Value).replace(/\.QueueName$/, "")}`;
    });
    expect(alarms.sort()).toEqual([
      "ApproximateNumberOfMessagesVisible of ConsumerDeadLetters",
      "Errors of BroadcasterFunction",
      "Errors of ConsumerFunction",
      "Errors of FeedMonitorFunction",
      "Errors of LiveSocketsFunction",
      "Errors of LiveSocketsGreeterFunction",
      "Errors of OperationsFunction",
      "Errors of PollerFunction",
      "Errors of ReadApiFunction",
      "Errors of WebhookApiWebhookFunction",
      "IteratorAge of ConsumerFunction",
      "PollCircuitOpen of poller",
      "PostsSkipped of consumer",
      "ScoreConflict of consumer",
      "SegmentsLost of consumer",
      "StaleFeeds of feed-monitor",
      "TokensUnjudged of authorizer",
    ]);
  });

  test("every alarm rings at the topic, when it begins and when it is over, and mail goes out if asked for", () => {
    for (const { Properties } of Object.values(ofType(deployment, "AWS::CloudWatch::Alarm"))) {
      expect(said(Properties.AlarmActions)).toBe("ObservabilityAlarmsTopic");
      expect(said(Properties.OKActions)).toBe("ObservabilityAlarmsTopic");
    }
    const { Properties, Condition } = only(deployment, "AWS::SNS::Subscription");
    expect(said(Properties.Endpoint)).toBe("AlarmEmail");
    expect(deployment.template.toJSON().Conditions[String(Condition)]).toEqual({
      "Fn::Not": [{ "Fn::Equals": [{ Ref: "AlarmEmail" }, ""] }],
    });
    expect(deployment.template.toJSON().Parameters.AlarmEmail).toMatchObject({ Default: "" });
  });

  test("an alarm about a metric of ours is about one that is reported, by the function that reports it", () => {
    for (const { Properties } of Object.values(ofType(deployment, "AWS::CloudWatch::Alarm"))) {
      if (Properties.Namespace !== "Touchline") continue;
      expect(Object.keys(UNITS)).toContain(Properties.MetricName);
      const [dimension, ...others] = Properties.Dimensions as { Name: string; Value: string }[];
      expect([dimension?.Name, others]).toEqual(["service", []]);
      expect(Object.keys(ENVIRONMENT)).toContain(dimension?.Value);
    }
  });

  function variables(id: string): Record<string, unknown> {
    const environment = functions[id]?.Properties.Environment as
      | { Variables: Record<string, unknown> }
      | undefined;
    return environment?.Variables ?? {};
  }
});

describe("sizes", () => {
  test("dev has shards to be split over, prod as many as it needs", () => {
    expect(only(deploymentNamed("dev"), "AWS::Kinesis::Stream").Properties.ShardCount).toBeGreaterThan(1);
    expect(only(deploymentNamed("prod"), "AWS::Kinesis::Stream").Properties).toMatchObject({
      StreamModeDetails: { StreamMode: "ON_DEMAND" },
    });
  });

  test("one zone may fail in prod and still leave a way out", () => {
    deploymentNamed("dev").template.resourceCountIs("AWS::EC2::NatGateway", 1);
    deploymentNamed("prod").template.resourceCountIs("AWS::EC2::NatGateway", 2);
  });
});
