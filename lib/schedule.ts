import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";

/** Invokes a function every minute, and never twice for one minute: after a failure the next one is due anyway. */
export function everyMinute(scope: Construct, fn: LambdaFunction): Rule {
  return new Rule(scope, "EveryMinute", {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new LambdaTarget(fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  });
}
