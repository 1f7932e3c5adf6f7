import type { Environment, Resource, Template } from "../interfaces.ts";
import type { Assembly } from "./assembly.ts";
import { NO_VALUE, resolve, type Scope } from "./intrinsics.ts";
import { parameterValues } from "./parameters.ts";
import { type Addresses, resourceType, type Subject } from "./resource-types.ts";

/** The account and region of the local run: the defaults of kinesalite and dynalite. */
const ACCOUNT = "000000000000";
const REGION = "us-east-1";

/**
 * Resolves the template against this machine.
 *
 * @param given parameters of the deployment; missing ones have their default
 * @throws Error naming an unsupported resource type, intrinsic function or attribute, or a parameter that
 *   CloudFormation would refuse
 */
export function loadTemplate(
  { stackName, template }: Assembly,
  addresses: Addresses,
  given: Readonly<Record<string, string>> = {},
): Template {
  const parameters = parameterValues(template, given);
  const environment: Environment = { partition: "aws", account: ACCOUNT, region: REGION, stackName };

  function condition(name: string): boolean {
    return resolve(template.Conditions[name], scope) === true;
  }
  function subject(logicalId: string): Subject {
    const properties = template.Resources[logicalId]?.Properties ?? {};
    return {
      logicalId,
      environment,
      addresses,
      property: (name) => {
        const value = resolve(properties[name], scope);
        return value === NO_VALUE ? undefined : value;
      },
    };
  }
  function known(logicalId: string) {
    const type = types.get(logicalId);
    if (!type) throw new Error(`the template refers to ${logicalId}, which it does not have`);
    return type;
  }
  function attribute(logicalId: string, name: string): string {
    const give = known(logicalId).attributes[name];
    if (give) return give(subject(logicalId));
    const { Type } = template.Resources[logicalId] ?? {};
    throw new Error(
      `${logicalId} (${Type}) has no attribute ${name} here: add it in local/aws/cloudformation/resource-types.ts`,
    );
  }
  const pseudo: Readonly<Record<string, unknown>> = {
    "AWS::AccountId": environment.account,
    "AWS::NoValue": NO_VALUE,
    "AWS::NotificationARNs": [],
    "AWS::Partition": environment.partition,
    "AWS::Region": environment.region,
    "AWS::StackId": `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
    "AWS::StackName": stackName,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const scope: Scope = {
    ref(name) {
      if (name in pseudo) return pseudo[name];
      return parameters.get(name) ?? known(name).ref(subject(name));
    },
    attribute,
    condition,
    mapping: (map, first, second) => template.Mappings[map]?.[first]?.[second],
    availabilityZones: () => ["a", "b", "c"].map((zone) => `${REGION}${zone}`),
  };

  const present = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || condition(Condition),
  );
  const types = new Map(present.map(([id, { Type }]) => [id, resourceType(Type, id)]));
  const resources = new Map<string, Resource>();
  for (const [logicalId, { Type, Properties }] of present) {
    resources.set(logicalId, {
      logicalId,
      type: Type,
      properties: resolve(Properties, scope) as Record<string, unknown>,
      ref: known(logicalId).ref(subject(logicalId)),
    });
  }
  const outputs = Object.entries(template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || condition(Condition))
    .map(([name, { Value }]) => [name, String(resolve(Value, scope))] as const);
  return {
    environment,
    resources,
    outputs: new Map(outputs),
    ofType: (type) => [...resources.values()].filter((resource) => resource.type === type),
    attribute,
  };
}
