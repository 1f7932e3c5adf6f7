import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { ENVIRONMENT } from "../../modules/runtime/env.ts";
import { BRIDGED, inFolder, SYNTHESIZED, synthesized, unbundledApp } from "./synth.ts";
import { grantsOf, ofType, only, said } from "./template-reader.ts";

/** Everything the container may do. A new grant fails until it is named here. */
const TASK_GRANTS = [
  "dynamodb:BatchGetItem on IdMapIds.Arn",
  "dynamodb:PutItem on FeedsJournal.Arn",
  "dynamodb:UpdateItem on BridgeStates.Arn",
  "dynamodb:UpdateItem on FeedsJournal.Arn",
  "kinesis:PutRecords on EventStream.Arn",
  "kms:GenerateDataKey on EventStreamKey.Arn",
  "secretsmanager:GetSecretValue on BridgeAllsportsKey",
  "secretsmanager:GetSecretValue on BridgeSportradarKey",
];
/** Everything ECS may do for it: fetch the image, and write the log. */
const IMAGES =
  "arn:AWS::Partition:ecr:AWS::Region:AWS::AccountId:repository/" +
  "cdk-hnb659fds-container-assets-AWS::AccountId-AWS::Region";
const EXECUTION_GRANTS = [
  `ecr:BatchCheckLayerAvailability on ${IMAGES}`,
  `ecr:BatchGetImage on ${IMAGES}`,
  "ecr:GetAuthorizationToken on *",
  `ecr:GetDownloadUrlForLayer on ${IMAGES}`,
  "logs:CreateLogStream on BridgeLogs.Arn",
  "logs:PutLogEvents on BridgeLogs.Arn",
];

describe.each(SYNTHESIZED)("$name, unless it is wanted", (deployment) => {
  test("has no container, no image, and nothing that was for them", () => {
    const types = Object.values(deployment.resources).map(({ Type }) => Type);
    expect(types.filter((type) => /ECS|ECR/.test(type))).toEqual([]);
    expect(Object.keys(deployment.resources).filter((id) => id.startsWith("Bridge"))).toEqual([]);
  });
});

describe.each(synthesized(BRIDGED))("the bridge of $name", (deployment) => {
  const task = only(deployment, "AWS::ECS::TaskDefinition").Properties;
  const [container, ...others] = task.ContainerDefinitions as Record<string, unknown>[];
  const service = only(deployment, "AWS::ECS::Service").Properties;

  test("may do this and nothing else, and neither may who starts it", () => {
    expect(grantsOf(deployment, "BridgeTaskRole")).toEqual(TASK_GRANTS);
    expect(grantsOf(deployment, "BridgeExecutionRole")).toEqual(EXECUTION_GRANTS);
    expect([task.TaskRoleArn, task.ExecutionRoleArn].map(said)).toEqual([
      "BridgeTaskRole.Arn",
      "BridgeExecutionRole.Arn",
    ]);
    for (const role of ["BridgeTaskRole", "BridgeExecutionRole"]) {
      const trust = ofType(deployment, "AWS::IAM::Role")[role]?.Properties.AssumeRolePolicyDocument;
      expect(trust).toMatchObject({ Statement: [{ Principal: { Service: "ecs-tasks.amazonaws.com" } }] });
    }
  });

  test("is one small container on ARM, and never two of them", () => {
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      Cpu: "256",
      Memory: "512",
      RequiresCompatibilities: ["FARGATE"],
      RuntimePlatform: { CpuArchitecture: "ARM64" },
    });
    expect(service).toMatchObject({
      DesiredCount: 1,
      LaunchType: "FARGATE",
      AvailabilityZoneRebalancing: "DISABLED",
      DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100 },
    });
  });

  test("lets nobody in, and is where nobody could come from", () => {
    const { AwsvpcConfiguration: where } = service.NetworkConfiguration as {
      AwsvpcConfiguration: { AssignPublicIp: string; Subnets: unknown[]; SecurityGroups: unknown[] };
    };
    expect(where.AssignPublicIp).toBe("DISABLED");
    for (const subnet of where.Subnets) {
      expect(said(subnet)).toMatch(/^NetworkVpcfunctionsSubnet\dSubnet$/);
    }
    expect(where.SecurityGroups.map(said)).toEqual(["BridgeSecurityGroup.GroupId"]);
    const group = ofType(deployment, "AWS::EC2::SecurityGroup").BridgeSecurityGroup?.Properties;
    expect(group).not.toHaveProperty("SecurityGroupIngress");
    expect(group?.SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
    const ingress = Object.values(ofType(deployment, "AWS::EC2::SecurityGroupIngress"));
    for (const { Properties } of ingress) expect(said(Properties)).not.toContain("BridgeSecurityGroup");
    expect(container).not.toHaveProperty("PortMappings");
    expect(service.LoadBalancers ?? []).toEqual([]);
  });

  test("finds the variables of its contract, and in none of them a secret", () => {
    const variables = container?.Environment as { Name: string; Value: unknown }[];
    const expected = [...Object.keys(ENVIRONMENT["feed-bridge"].shape), "AWS_REGION"];
    expect(variables.map(({ Name }) => Name).sort()).toEqual(expected.sort());
    const secrets = variables.find(({ Name }) => Name === "BRIDGE_SECRETS");
    expect(JSON.parse(said(secrets?.Value))).toEqual({
      allsports: "BridgeAllsportsKey",
      sportradar: "BridgeSportradarKey",
    });
    for (const { Value } of variables) expect(said(Value)).not.toContain("{{resolve:");
  });

  test("cannot write into its own image, and logs to a group that forgets", () => {
    expect(container?.ReadonlyRootFilesystem).toBe(true);
    const { Options = {} } = (container?.LogConfiguration ?? {}) as { Options?: Record<string, unknown> };
    expect(said(Options["awslogs-group"])).toBe("BridgeLogs");
    expect(ofType(deployment, "AWS::Logs::LogGroup").BridgeLogs?.Properties.RetentionInDays).toEqual(
      expect.any(Number),
    );
  });

  test("has an alarm, which also rings when nothing is heard of it", () => {
    const alarms = Object.values(ofType(deployment, "AWS::CloudWatch::Alarm")).map(
      ({ Properties }) => Properties,
    );
    const alarm = alarms.find(({ MetricName }) => MetricName === "BridgeDown");
    expect(alarm).toMatchObject({
      Namespace: "Touchline",
      Dimensions: [{ Name: "service", Value: "feed-bridge" }],
      TreatMissingData: "breaching",
    });
  });

  test("tells whoever deploys where its keys go", () => {
    const { Outputs } = deployment.template.toJSON();
    expect(said(Outputs.BridgeKeyAllsports.Value)).toBe("BridgeAllsportsKey");
    expect(said(Outputs.BridgeKeySportradar.Value)).toBe("BridgeSportradarKey");
  });
});

test("each deployment has a bridge of its own vendors, with keys for them only", () => {
  const keys = synthesized({ bridge: { prod: ["sportradar"] } }).map((deployment) => [
    deployment.name,
    Object.keys(ofType(deployment, "AWS::SecretsManager::Secret")).filter((id) => id.startsWith("Bridge")),
  ]);
  expect(Object.fromEntries(keys)).toEqual({ dev: [], prod: ["BridgeSportradarKey"] });
});

test.each([
  [
    "a vendor without a stream",
    { prod: ["allsports", "opta"] },
    /no stream of opta; there are allsports, sportradar/,
  ],
  ["a deployment that does not exist", { production: ["allsports"] }, /Unrecognized key: "production"/],
  ["what is no list", { prod: "allsports" }, /"context": \{"bridge": .* in cdk\.json: .*expected array/s],
])("%s is refused by name", (_, bridge, message) => {
  expect(() => synthesized({ bridge })).toThrow(message);
});

test.each(["allsports", ""])("-c bridge=%s, which the next deployment would forget, is refused", (bridge) => {
  expect(() => synthesized({ bridge })).toThrow(
    /next one without it would delete the container\. Write "context": \{"bridge": .* in cdk\.json/,
  );
});

test("cdk-nag has no finding that nobody answered for", () => {
  const { violations } = inFolder((folder) =>
    new AwsSolutionsChecks().validateScope(unbundledApp(folder, BRIDGED)),
  );
  expect(violations).toEqual([]);
});
