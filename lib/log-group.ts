import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Stage } from "./deployment-config.ts";

/** A log group that forgets: what nobody gave a retention would be kept, and paid for, forever. */
export function logGroup(scope: Construct, id: string, stage: Stage): LogGroup {
  return new LogGroup(scope, id, { retention: stage.logRetention, removalPolicy: stage.data });
}
