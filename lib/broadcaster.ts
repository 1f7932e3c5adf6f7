import { Duration } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { lambdaFunction } from "./lambda-function.ts";
import type { LiveSockets } from "./live-sockets.ts";
import type { PostBudget } from "./post-budget.ts";

export interface BroadcasterProps {
  readonly config: DeploymentConfig;
  readonly sockets: LiveSockets;
  readonly budget: PostBudget;
}

/** Serves a large audience, one segment per invocation. Outside the network: its posts need no NAT. */
export class Broadcaster extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { config, sockets, budget }: BroadcasterProps) {
    super(scope, id);
    this.fn = lambdaFunction(this, "Broadcaster", {
      name: "broadcaster",
      config,
      description: "Posts to the viewers of one segment of a large audience",
      // Half a CPU signs more posts than a segment's share of the account's quota; waiting for that costs by memory.
      memory: 1024,
      // As long as the consumer, which waits for it.
      timeout: Duration.minutes(1),
      environment: { ...sockets.audienceEnvironment, ...budget.environment },
    });
    sockets.grantBroadcast(this.fn);
    budget.grantTakePosts(this.fn);
  }

  get environment() {
    return { BROADCASTER_FUNCTION: this.fn.functionName };
  }

  /** Lets the grantee have segments served. */
  grantInvoke(to: IGrantable): Grant {
    return allow(to, ["lambda:InvokeFunction"], this.fn.functionArn);
  }
}
