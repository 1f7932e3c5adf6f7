import { type Duration, Validations } from "aws-cdk-lib";
import { SubnetType } from "aws-cdk-lib/aws-ec2";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { FunctionName, Variables } from "../modules/runtime/env.ts";
import { type BundledFiles, bundle } from "./bundle.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { logGroup } from "./log-group.ts";
import type { Network } from "./network.ts";

export interface FunctionProps<F extends FunctionName> {
  readonly name: F;
  readonly config: DeploymentConfig;
  readonly description: string;
  /** MiB; 1769 is one whole CPU. */
  readonly memory: number;
  readonly timeout: Duration;
  /** Every variable that `modules/runtime/env.ts` says the function reads. */
  readonly environment: Variables<F>;
  /** Puts it into the network, with nothing in reach or AWS's APIs; a grant lets it reach the database. */
  readonly inside?: { readonly network: Network; readonly reach: "nobody" | "https" };
  /** Invocations at once; without a limit if undefined. */
  readonly concurrency?: number | undefined;
  readonly files?: BundledFiles;
}

const TRACING = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** What Lambda itself needs to place a function in a VPC. */
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/** Makes a function with a role, a log group and traces of its own, and no grant but these. All come from here. */
export function lambdaFunction<F extends FunctionName>(
  scope: Construct,
  id: string,
  props: FunctionProps<F>,
): LambdaFunction {
  const { name, config, inside } = props;
  const home = new Construct(scope, id);
  const logs = logGroup(home, "Logs", config);
  const role = executionRole(home, inside !== undefined);
  logs.grantWrite(role);
  const placed = inside && {
    vpc: inside.network.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    securityGroups: [inside.network.securityGroup(home, "SecurityGroup", inside.reach)],
  };
  const fn = new LambdaFunction(home, "Function", {
    description: props.description,
    code: bundle(name, props.files),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memory,
    timeout: props.timeout,
    environment: { ...props.environment },
    role,
    logGroup: logs,
    ...(props.concurrency === undefined ? {} : { reservedConcurrentExecutions: props.concurrency }),
    ...placed,
  });
  // By the raw property: the `tracing` option would add its wildcard to the policy that holds the grants.
  (fn.node.defaultChild as CfnFunction).tracingConfig = { mode: "Active" };
  return fn;
}

function executionRole(scope: Construct, inVpc: boolean): Role {
  const role = new Role(scope, "Role", {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: {
      platform: new PolicyDocument({
        statements: [
          new PolicyStatement({ actions: TRACING, resources: ["*"] }),
          ...(inVpc ? [new PolicyStatement({ actions: NETWORK_INTERFACES, resources: ["*"] })] : []),
        ],
      }),
    },
  });
  // Covers the role alone: a wildcard in the policy below it, which holds the grants, is still found.
  Validations.of(role.node.defaultChild ?? role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "X-Ray takes no resource, and the network interfaces Lambda makes are unknown beforehand.",
  });
  return role;
}
