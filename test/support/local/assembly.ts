import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Assembly, readAssembly } from "../../../local/aws/cloudformation/assembly.ts";

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

const BUNDLE = fileURLToPath(new URL("bundle", import.meta.url));

/** Writes a template and its assets as `cdk synth` would, and reads them as the local run does. */
export function assembly(folder: string, Resources: Resources, rest: Record<string, unknown> = {}): Assembly {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "hand-made.template.json"), JSON.stringify({ Resources, ...rest }));
  const assets = {
    files: { bundle: { source: { path: BUNDLE }, destinations: { here: { objectKey: "bundle.zip" } } } },
  };
  writeFileSync(join(folder, "hand-made.assets.json"), JSON.stringify(assets));
  return readAssembly(folder, "hand-made");
}

/** A function of the fixture bundle, with its role and what the role may do. */
export function lambda(
  name: string,
  handler: string,
  properties: Record<string, unknown> = {},
  statements: readonly Record<string, unknown>[] = [],
): Resources {
  return {
    [`${name}Role`]: { Type: "AWS::IAM::Role", Properties: {} },
    [`${name}Policy`]: {
      Type: "AWS::IAM::Policy",
      Properties: {
        Roles: [{ Ref: `${name}Role` }],
        PolicyDocument: { Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })) },
      },
    },
    [name]: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Handler: `index.${handler}`,
        Code: { S3Bucket: "bootstrap", S3Key: "bundle.zip" },
        Role: { "Fn::GetAtt": [`${name}Role`, "Arn"] },
        MemorySize: 256,
        Timeout: 10,
        ...properties,
      },
    },
  };
}

/** A stream, its consumer function, and the mapping between them, with a queue for what is given up. */
export function streaming(
  stateDir: string,
  mapping: Record<string, unknown>,
  { shards = 1, timeout = 10 }: { shards?: number; timeout?: number } = {},
): Resources {
  const streamArn = { "Fn::GetAtt": ["Stream", "Arn"] };
  return {
    Stream: { Type: "AWS::Kinesis::Stream", Properties: { ShardCount: shards } },
    FanOut: {
      Type: "AWS::Kinesis::StreamConsumer",
      Properties: { ConsumerName: "fast", StreamARN: streamArn },
    },
    GivenUp: { Type: "AWS::SQS::Queue" },
    ...lambda(
      "Consumer",
      "consume",
      { Timeout: timeout, Environment: { Variables: { STATE_DIR: stateDir } } },
      [
        { Action: "kinesis:ListShards", Resource: streamArn },
        { Action: "kinesis:SubscribeToShard", Resource: { Ref: "FanOut" } },
        { Action: "sqs:SendMessage", Resource: { "Fn::GetAtt": ["GivenUp", "Arn"] } },
      ],
    ),
    Mapping: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": ["FanOut", "ConsumerARN"] },
        FunctionName: { Ref: "Consumer" },
        StartingPosition: "LATEST",
        DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": ["GivenUp", "Arn"] } } },
        ...mapping,
      },
    },
  };
}
