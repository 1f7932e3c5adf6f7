import { CfnResource, Duration, Stack, Validations } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Trigger } from "aws-cdk-lib/triggers";
import { Construct } from "constructs";
import type { Variables } from "../modules/runtime/env.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { logGroup } from "./log-group.ts";
import type { Network } from "./network.ts";

const TIMEOUT = Duration.minutes(5);

/**
 * Brings the schema up to date while deploying. It runs again when its bundle, which holds the migrations, changes;
 * a migration that fails rolls the deployment back.
 */
export class Migration extends Construct {
  readonly fn: LambdaFunction;
  readonly #trigger: Trigger;

  constructor(
    scope: Construct,
    id: string,
    props: { config: DeploymentConfig; network: Network; environment: Variables<"migrate"> },
  ) {
    super(scope, id);
    this.fn = lambdaFunction(this, "Migrate", {
      name: "migrate",
      config: props.config,
      description: "Brings the schema up to date and creates the role of the application",
      memory: 512,
      timeout: TIMEOUT,
      environment: props.environment,
      // Reads the owner's password from Secrets Manager.
      inside: { network: props.network, reach: "https" },
      files: { migrations: "modules/adapters/postgres/migrations" },
    });
    this.#trigger = new Trigger(this, "Trigger", { handler: this.fn, timeout: TIMEOUT });
    tend(this.#trigger, this.fn, props.config);
  }

  /** Makes the migration wait for every resource below `scope` that exists by now, but for none that is added later. */
  runAfter(scope: Construct): void {
    const own = new Set(this.#trigger.node.findAll());
    const resources = scope.node.findAll().filter(CfnResource.isCfnResource);
    this.#trigger.executeAfter(...resources.filter((resource) => !own.has(resource)));
  }

  /** Makes the resources wait for the migration. */
  runBefore(...resources: CfnResource[]): void {
    this.#trigger.executeBefore(...resources);
  }
}

/** Holds the library's own function, which is behind every Trigger, to what is asked of ours. */
function tend(trigger: Trigger, target: LambdaFunction, config: DeploymentConfig): void {
  const stack = Stack.of(trigger);
  const provider = stack.node.findChild("AWSCDK.TriggerCustomResourceProviderCustomResourceProvider");
  const handler = provider.node.findChild("Handler") as CfnResource;
  const logs = logGroup(trigger, "ProviderLogs", config);
  handler.addPropertyOverride("LoggingConfig", { LogGroup: logs.logGroupName });
  const targetId = stack.getLogicalId(target.node.defaultChild as CfnResource);
  Validations.of(provider).acknowledge(
    {
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
      reason: "Set by the library, which offers no other; it only writes logs.",
    },
    {
      id: `AwsSolutions-IAM5[Resource::<${targetId}.Arn>:*]`,
      reason: "Invokes the version just deployed, whose number is unknown.",
    },
    { id: "AwsSolutions-L1", reason: "The library chooses the runtime of its own function." },
  );
}
