import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";

/**
 * Grants exactly these actions. The library's `grantRead` and the like also allow what their authors thought
 * might be of use one day.
 */
export function allow(to: IGrantable, actions: readonly string[], ...resources: readonly string[]): void {
  to.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: [...actions], resources: [...resources] }),
  );
}
