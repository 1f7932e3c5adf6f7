import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "./deployment-config.ts";

/** Makes a log group with a retention: CloudWatch would keep lines, and charge for them, for ever. */
export function logGroup(scope: Construct, id: string, config: DeploymentConfig): LogGroup {
  return new LogGroup(scope, id, { retention: config.logRetention, removalPolicy: config.dataRemoval });
}
