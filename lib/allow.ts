import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";

/**
 * Grants exactly these actions. The library's `grantRead` and the like also allow what their authors thought
 * might be of use one day.
 */
export function allow(fn: LambdaFunction, actions: readonly string[], ...resources: readonly string[]): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
}
