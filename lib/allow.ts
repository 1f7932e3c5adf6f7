import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

/**
 * Grants exactly these actions on these resources. The library's `grantRead` and the like allow more: whatever
 * their authors thought might be of use.
 *
 * @throws Error if nothing can be added to what the grantee may do
 */
export function allow(to: IGrantable, actions: readonly string[], ...resourceArns: readonly string[]): Grant {
  const grant = Grant.addToPrincipal({
    grantee: to,
    actions: [...actions],
    resourceArns: [...resourceArns],
  });
  grant.assertSuccess();
  return grant;
}

/** Makes several grants one. */
export function together(first: Grant, ...others: readonly Grant[]): Grant {
  return others.reduce((sum, grant) => sum.combine(grant), first);
}

/**
 * Finds the construct that holds the grants of a grantee, such as the role of a function. Acknowledge findings about
 * a grant there.
 *
 * @throws Error if the grantee is a principal outside the stack, which holds nothing here
 */
export function holderOf({ grantPrincipal }: IGrantable): Construct {
  if (!Construct.isConstruct(grantPrincipal)) {
    throw new Error(`${grantPrincipal} is no construct, and holds no policy here`);
  }
  return grantPrincipal;
}
