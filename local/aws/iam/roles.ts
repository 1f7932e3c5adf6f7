import * as z from "zod";
import type { Access } from "../endpoint/request.ts";
import type { Template } from "../interfaces.ts";
import { MANAGED_POLICIES } from "./managed-policies.ts";
import { wildcard } from "./wildcard.ts";

const oneOrMany = z.union([z.string().transform((item) => [item]), z.array(z.string())]).optional();

const statement = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMany,
  NotAction: oneOrMany,
  Resource: oneOrMany,
  NotResource: oneOrMany,
  Condition: z.record(z.string(), z.unknown()).optional(),
});

const policyDocument = z.looseObject({
  Statement: z.union([z.array(statement), statement.transform((item) => [item])]),
});

const role = z.looseObject({
  Policies: z.array(z.looseObject({ PolicyDocument: policyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});

const policy = z.looseObject({ PolicyDocument: policyDocument, Roles: z.array(z.string()).default([]) });

type Statement = z.output<typeof statement>;

interface Rule {
  effect: "Allow" | "Deny";
  covers(action: string, resource: string): boolean;
}

/** The roles of the template and their permissions. */
export interface Roles {
  /** The first resource the role may not use this way; undefined if it may use all of them. */
  refused(roleArn: string, access: Access): string | undefined;
}

/** @throws Error naming an unsupported policy: no start is better than a wrong permission */
export function templateRoles(template: Template): Roles {
  const rules = new Map<string, Rule[]>();
  const arnByName = new Map<string, string>();
  for (const { logicalId, ref, properties } of template.ofType("AWS::IAM::Role")) {
    const arn = template.attribute(logicalId, "Arn");
    const { Policies, ManagedPolicyArns } = role.parse(properties);
    const inline = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const managed = ManagedPolicyArns.flatMap((policyArn) => managedPolicy(policyArn, logicalId));
    arnByName.set(ref, arn);
    rules.set(
      arn,
      [...inline, ...managed].map((item) => rule(item, logicalId)),
    );
  }
  for (const { logicalId, properties } of template.ofType("AWS::IAM::Policy")) {
    const { PolicyDocument, Roles } = policy.parse(properties);
    for (const name of Roles) {
      const own = rules.get(arnByName.get(name) ?? "");
      own?.push(...PolicyDocument.Statement.map((item) => rule(item, logicalId)));
    }
  }
  return {
    refused(roleArn, { action, resources }) {
      const own = rules.get(roleArn) ?? [];
      return resources.find((resource) => {
        const matching = own.filter(({ covers }) => covers(action, resource));
        return matching.length === 0 || matching.some(({ effect }) => effect === "Deny");
      });
    },
  };
}

function rule(item: Statement, logicalId: string): Rule {
  if (item.Condition) {
    throw new Error(
      `${logicalId}: the local run does not evaluate conditions of policies (add it to local/aws/iam/roles.ts)`,
    );
  }
  // Actions are case-insensitive, resources are not.
  const actions = any(item.Action ?? item.NotAction, "i");
  const resources = any(item.Resource ?? item.NotResource);
  const action = item.Action ? actions : (value: string) => !actions(value);
  const resource = item.Resource ? resources : (value: string) => !resources(value);
  return { effect: item.Effect, covers: (name, arn) => action(name) && resource(arn) };
}

function any(patterns: readonly string[] = [], flags = ""): (value: string) => boolean {
  const matchers = patterns.map((pattern) => wildcard(pattern, flags));
  return (value) => matchers.some((matches) => matches(value));
}

function managedPolicy(arn: string, logicalId: string): Statement[] {
  const actions = MANAGED_POLICIES[arn.slice(arn.indexOf(":policy/") + ":policy/".length)];
  if (!actions) {
    throw new Error(
      `${logicalId}: unknown managed policy ${arn} (add it to local/aws/iam/managed-policies.ts)`,
    );
  }
  return [{ Effect: "Allow", Action: [...actions], Resource: ["*"] }];
}
