import { readdirSync } from "node:fs";
import { Stack } from "aws-cdk-lib";
import { Connections, type IConnectable } from "aws-cdk-lib/aws-ec2";
import { AccountPrincipal, Grant, type IGrantable, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct, type IConstruct } from "constructs";
import { describe, expect, test } from "vitest";
import { allow, holderOf } from "../../lib/allow.ts";
import { BRIDGED, inFolder, unbundledApp } from "./synth.ts";

type Grants = Record<string, (to: IGrantable & IConnectable) => unknown>;

const LIB = new URL("../../lib/", import.meta.url);

/** Classes of `lib/`, as opposed to those of the library. */
const OURS = new Set(
  (await Promise.all(readdirSync(LIB).map((file) => import(new URL(file, LIB).href)))).flatMap(
    (module: object) => Object.values(module),
  ),
);

/** Every `grant…` of every construct of ours, in a deployment that has them all. */
const GRANTS = inFolder((folder) => unbundledApp(folder, BRIDGED))
  .node.findChild("touchline-dev")
  .node.findAll()
  .filter((construct) => OURS.has(construct.constructor))
  .flatMap((construct) =>
    Object.getOwnPropertyNames(construct.constructor.prototype)
      .filter((name) => name.startsWith("grant"))
      .map((name) => ({ name: `${construct.constructor.name}.${name}`, construct, method: name })),
  );

/** Something that is no function, with a role and a security group. */
function grantee(scope: IConstruct, id: string): IGrantable & IConnectable {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
  return { grantPrincipal: role, connections: new Connections() };
}

describe("grants", () => {
  test("are found", () => {
    expect(new Set(GRANTS.map(({ name }) => name)).size).toBeGreaterThan(12);
  });

  test.each(GRANTS)(
    "$name takes whatever has a role, and returns what it granted",
    ({ construct, method }) => {
      const to = grantee(Stack.of(construct), `Of${construct.node.addr}${method}`);
      const grant = (construct as unknown as Grants)[method]?.call(construct, to);
      expect(grant).toBeInstanceOf(Grant);
      const { success, principalStatements } = grant as Grant;
      expect(success).toBe(true);
      expect(principalStatements.length).toBeGreaterThan(0);
      for (const statement of principalStatements) expect(statement.resources).not.toContain("*");
    },
  );

  test("to whom nothing can be granted are refused, not dropped", () => {
    expect(() => allow(new AccountPrincipal("123456789012"), ["s3:GetObject"], "arn:aws:s3:::b/k")).toThrow();
    expect(() => holderOf(new AccountPrincipal("123456789012"))).toThrow(/no construct/);
  });

  test("are held by the role, where an answer to a finding belongs", () => {
    const stack = new Stack();
    const to = grantee(stack, "Role");
    expect(holderOf(to)).toBe(stack.node.findChild("Role"));
    expect(holderOf(to)).toBeInstanceOf(Construct);
  });
});
