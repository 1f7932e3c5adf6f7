import type { Resource, SynthesizedDeployment } from "./synth.ts";

/** Reading a template: names without hashes, and references as one would say them. */

/** A logical id without the hash the library puts behind it: `EventStreamA212D9D0` is `EventStream`. */
function plain(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, "");
}

/** `{"Fn::GetAtt":["EventStreamA212D9D0","Arn"]}` as `EventStream.Arn`, joins as one text, the rest as JSON. */
export function said(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(said).join(", ");
  const [[name, argument] = ["", undefined]] = Object.entries(value);
  if (name === "Ref") return plain(String(argument));
  if (name === "Fn::GetAtt" && Array.isArray(argument)) return `${plain(argument[0])}.${argument[1]}`;
  if (name === "Fn::Join" && Array.isArray(argument)) return argument[1].map(said).join(argument[0]);
  if (name === "Fn::Sub") return String(argument).replace(/\$\{([^}]+)\}/g, "$1");
  return JSON.stringify(value);
}

/** Resources of a type, by plain name. */
export function ofType({ resources }: SynthesizedDeployment, type: string): Record<string, Resource> {
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [plain(id), resource]),
  );
}

/** Properties of the only resource of a type. */
export function only(deployment: SynthesizedDeployment, type: string): Resource {
  const [found, ...others] = Object.values(ofType(deployment, type));
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${type}`);
  return found;
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

export interface Document {
  Statement: Statement[];
}

/** What a document allows, one `action on resource` each, sorted. */
export function allowed({ Statement }: Document): string[] {
  return Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource) => {
        const condition = Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`;
        return `${Effect === "Allow" ? "" : `${Effect} `}${action} on ${said(resource)}${condition}`;
      }),
    ),
  ).sort();
}

/** All that a role may do, wherever it is written: in the role, in policies attached to it, in managed ones. */
export function grantsOf(deployment: SynthesizedDeployment, role: string): string[] {
  const { Policies = [], ManagedPolicyArns = [] } = (ofType(deployment, "AWS::IAM::Role")[role]?.Properties ??
    {}) as { Policies?: { PolicyDocument: Document }[]; ManagedPolicyArns?: unknown[] };
  const attached = Object.values(ofType(deployment, "AWS::IAM::Policy"))
    .filter(({ Properties }) => (Properties.Roles as unknown[]).some((each) => said(each) === role))
    .map(({ Properties }) => Properties.PolicyDocument as Document);
  return [
    ...Policies.flatMap(({ PolicyDocument }) => allowed(PolicyDocument)),
    ...attached.flatMap(allowed),
    ...ManagedPolicyArns.map((arn) => `all of ${said(arn)}`),
  ].sort();
}

/** Plain name of the role a function runs as. */
export function roleOf(resource: Resource): string {
  return said(resource.Properties.Role).replace(/\.Arn$/, "");
}
