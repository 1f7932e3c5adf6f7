import { describe, expect, it } from "vitest";
import { loadTemplate } from "../../../../local/aws/cloudformation/load.ts";
import { assembly } from "../../../support/local/assembly.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const ADDRESSES = { endpointUrl: "http://127.0.0.1:4566", database: { host: "127.0.0.1", port: 6543 } };

type Resources = Parameters<typeof assembly>[1];

function load(resources: Resources, rest: Record<string, unknown> = {}) {
  return loadTemplate(assembly(temporaryFolder(), resources, rest), ADDRESSES);
}

/** What an expression resolves to, as the property of a resource among others. */
function resolved(expression: unknown, rest: Record<string, unknown> = {}): unknown {
  const template = load(
    {
      Subject: { Type: "AWS::CDK::Metadata", Properties: { expression } },
      Events: { Type: "AWS::Kinesis::Stream" },
      Letters: { Type: "AWS::SQS::Queue" },
      Rows: { Type: "AWS::RDS::DBInstance" },
    },
    rest,
  );
  return template.resources.get("Subject")?.properties.expression;
}

/** A placeholder of Fn::Sub. */
const of = (name: string) => `\${${name}}`;

describe("a template", () => {
  it.each<[string, unknown, unknown]>([
    ["Ref of a resource", { Ref: "Events" }, "hand-made-Events"],
    [
      "Ref of a queue, its local URL",
      { Ref: "Letters" },
      "http://127.0.0.1:4566/000000000000/hand-made-Letters",
    ],
    ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, "us-east-1"],
    [
      "Fn::GetAtt",
      { "Fn::GetAtt": ["Events", "Arn"] },
      "arn:aws:kinesis:us-east-1:000000000000:stream/hand-made-Events",
    ],
    ["Fn::GetAtt of the database's address", { "Fn::GetAtt": ["Rows", "Endpoint.Port"] }, "6543"],
    ["Fn::Join", { "Fn::Join": ["-", ["a", { Ref: "AWS::Partition" }, "b"]] }, "a-aws-b"],
    [
      "Fn::Sub",
      { "Fn::Sub": `x-${of("Events")}-${of("Letters.QueueName")}-${of("!raw")}` },
      `x-hand-made-Events-hand-made-Letters-${of("raw")}`,
    ],
    [
      "Fn::Sub with variables",
      { "Fn::Sub": [`${of("name")}!`, { name: { Ref: "AWS::StackName" } }] },
      "hand-made!",
    ],
    ["Fn::Select and Fn::Split", { "Fn::Select": [1, { "Fn::Split": ["/", "a/b/c"] }] }, "b"],
    ["Fn::GetAZs", { "Fn::Select": [0, { "Fn::GetAZs": "" }] }, "us-east-1a"],
    ["AWS::NoValue, which leaves out the property", { a: { Ref: "AWS::NoValue" }, b: 1 }, { b: 1 }],
  ])("resolves %s", (_name, expression, value) => {
    expect(resolved(expression)).toEqual(value);
  });

  it("resolves parameters by their defaults, mappings and conditions", () => {
    const rest = {
      Parameters: { Size: { Type: "String", Default: "small" } },
      Mappings: { Sizes: { small: { shards: 2 } } },
      Conditions: {
        Small: { "Fn::Equals": [{ Ref: "Size" }, "small"] },
        Large: { "Fn::Not": [{ Condition: "Small" }] },
      },
    };
    expect(resolved({ "Fn::FindInMap": ["Sizes", { Ref: "Size" }, "shards"] }, rest)).toBe(2);
    expect(resolved({ "Fn::If": ["Large", "l", "s"] }, rest)).toBe("s");
  });

  it("takes the parameters of a deployment as CloudFormation does", () => {
    const Parameters = {
      Issuer: {
        Type: "String",
        AllowedPattern: "[a-z]*",
        ConstraintDescription: "must be small",
        Default: "us",
      },
      Size: { Type: "Number", Default: "3" },
    };
    const Resources = { Subject: { Type: "AWS::CDK::Metadata", Properties: { issuer: { Ref: "Issuer" } } } };
    const read = assembly(temporaryFolder(), Resources, { Parameters });
    const issuer = (given: Record<string, string>) =>
      loadTemplate(read, ADDRESSES, given).resources.get("Subject")?.properties.issuer;
    expect([issuer({}), issuer({ Issuer: "them" }), issuer({ Issuer: "" })]).toEqual(["us", "them", ""]);
    expect(() => issuer({ Issuer: "THEM" })).toThrow("the parameter Issuer must be small");
    expect(() => issuer({ Other: "them" })).toThrow("no parameter Other");
    const needy = assembly(temporaryFolder(), {}, { Parameters: { Issuer: { Type: "String" } } });
    expect(() => loadTemplate(needy, ADDRESSES)).toThrow("the parameter Issuer has no value");
  });

  it("leaves out resources whose condition does not hold", () => {
    const never = { Type: "AWS::SQS::Queue", Condition: "Never" };
    const template = load({ Never: never }, { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } });
    expect(template.ofType("AWS::SQS::Queue")).toEqual([]);
  });

  it("refuses a resource type it does not know, and says where to add it", () => {
    expect(() => load({ Bucket: { Type: "AWS::S3::Bucket" } })).toThrow(
      /^Bucket is of type AWS::S3::Bucket.*resource-types\.ts.*inert-types\.ts/,
    );
  });

  it("refuses a reference to nothing, an unknown attribute and an unknown function", () => {
    expect(() => resolved({ Ref: "Nothing" })).toThrow("Nothing");
    expect(() => resolved({ "Fn::GetAtt": ["Events", "Colour"] })).toThrow(/Events .*no attribute Colour/);
    expect(() => resolved({ "Fn::Cidr": ["10.0.0.0/16", 2, 8] })).toThrow("Fn::Cidr");
  });

  it("names the file when the application has not been synthesized", async () => {
    const { readAssembly } = await import("../../../../local/aws/cloudformation/assembly.ts");
    expect(() => readAssembly(temporaryFolder(), "touchline-dev")).toThrow("touchline-dev.template.json");
  });
});
