import { CfnOutput, Duration, Stack, Validations } from "aws-cdk-lib";
import { SubnetType } from "aws-cdk-lib/aws-ec2";
import {
  AvailabilityZoneRebalancing,
  Cluster,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from "aws-cdk-lib/aws-ecs";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { StreamedId } from "../modules/providers/ids.ts";
import type { Variables } from "../modules/runtime/env.ts";
import { allow } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import type { FeedHealth } from "./feed-health.ts";
import type { IdMap } from "./id-map.ts";
import { image } from "./image.ts";
import { logGroup } from "./log-group.ts";
import type { Network } from "./network.ts";
import { pascalCase } from "./pascal-case.ts";
import { passingTable } from "./table.ts";
import { arnsOf, vendorKey } from "./vendor-key.ts";

export interface FeedBridgeProps {
  readonly config: DeploymentConfig;
  readonly providers: readonly StreamedId[];
  readonly network: Network;
  readonly stream: EventStream;
  readonly ids: IdMap;
  readonly feeds: FeedHealth;
}

/** Holds the streams of vendors: one small container, as a function cannot stay connected. */
export class FeedBridge extends Construct {
  constructor(scope: Construct, id: string, props: FeedBridgeProps) {
    super(scope, id);
    const { config, providers, network, stream, ids, feeds } = props;
    const arns = this.#keys(providers, config);
    const states = passingTable(this, "States", { partition: "provider" });
    const environment: Variables<"feed-bridge"> = {
      ...ids.environment,
      ...feeds.environment,
      STREAM_NAME: stream.stream.streamName,
      BRIDGE_STATES_TABLE: states.tableName,
      BRIDGE_SECRETS: Stack.of(this).toJsonString(arns),
    };
    const task = this.#task(config, environment);
    stream.grantPublish(task.taskRole);
    ids.grantLookup(task.taskRole);
    feeds.grantRecordReachability(task.taskRole);
    feeds.grantAddCounts(task.taskRole);
    allow(task.taskRole, ["secretsmanager:GetSecretValue"], ...Object.values(arns));
    allow(task.taskRole, ["dynamodb:UpdateItem"], states.tableArn);
    this.#service(task, network);
  }

  #task(config: DeploymentConfig, environment: Variables<"feed-bridge">): FargateTaskDefinition {
    const role = (name: string) =>
      new Role(this, name, { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
    const executionRole = role("ExecutionRole");
    const task = new FargateTaskDefinition(this, "Task", {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole: role("TaskRole"),
      executionRole,
    });
    task.addContainer("Bridge", {
      image: image(this, "feed-bridge"),
      environment: { ...environment, AWS_REGION: Stack.of(this).region },
      logging: LogDrivers.awsLogs({ logGroup: logGroup(this, "Logs", config), streamPrefix: "bridge" }),
      readonlyRootFilesystem: true,
      // It needs a moment: what it has read goes into the stream.
      stopTimeout: Duration.seconds(10),
    });
    Validations.of(task).acknowledge({
      id: "AwsSolutions-ECS2",
      reason: "The variables are names and addresses; keys are read from Secrets Manager while it runs.",
    });
    Validations.of(executionRole).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "ecr:GetAuthorizationToken takes no resource; the image itself is granted by name.",
    });
    return task;
  }

  #service(taskDefinition: FargateTaskDefinition, network: Network): void {
    const cluster = new Cluster(this, "Cluster", {
      vpc: network.vpc,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    new FargateService(this, "Service", {
      cluster,
      taskDefinition,
      desiredCount: 1,
      // The old one goes before the new one comes: two would read the same things in two orders.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { rollback: true },
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [network.securityGroup(this, "SecurityGroup", "https")],
      assignPublicIp: false,
    });
  }

  /** Makes the key of each vendor, with `key` and by hand `url` and `stream_url`. @returns their ARNs by provider */
  #keys(providers: readonly StreamedId[], config: DeploymentConfig): Record<string, string> {
    const secrets = providers.map(
      (provider) => [provider, vendorKey(this, provider, "connected to with it", config)] as const,
    );
    for (const [provider, { secretArn }] of secrets) {
      new CfnOutput(Stack.of(this), `BridgeKey${pascalCase(provider)}`, {
        value: secretArn,
        description: `JSON; the stream of ${provider} is held once it has a "key"`,
      });
    }
    return arnsOf(Object.fromEntries(secrets));
  }
}
