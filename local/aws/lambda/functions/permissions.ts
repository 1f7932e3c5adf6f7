import * as z from "zod";
import { wildcard } from "../../iam/wildcard.ts";
import type { Template } from "../../interfaces.ts";

const permission = z.looseObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

/** One `AWS::Lambda::Permission`. */
export interface Permission {
  functionName: string;
  principal: string;
  allows(sourceArn: string): boolean;
}

export function invokePermissions(template: Template): Permission[] {
  return template
    .ofType("AWS::Lambda::Permission")
    .map(({ properties }) => permission.parse(properties))
    .filter(({ Action }) => Action === "lambda:InvokeFunction" || Action === "lambda:*")
    .map(({ FunctionName, Principal, SourceArn }) => ({
      functionName: functionNameIn(FunctionName),
      principal: Principal,
      allows: SourceArn === undefined ? () => true : wildcard(SourceArn),
    }));
}

/** The name in an ARN (with or without a version), in an API Gateway integration URI, or on its own. */
export function functionNameIn(reference: string): string {
  return /:function:([^:/]+)/.exec(reference)?.[1] ?? reference;
}
