import { describe, expect, test } from "vitest";
import { STATEFUL_IDS, STATEFUL_IDS_OF_THE_BRIDGE } from "./stateful-ids.ts";
import { BRIDGED, SYNTHESIZED, type SynthesizedDeployment, synthesized } from "./synth.ts";

/**
 * Types whose resources hold what a replacement would not have: rows, records, messages, keys, history, confirmed
 * subscribers, an address that vendors and viewers know; and the network, without which the database is replaced.
 */
const STATEFUL = new RegExp(
  `^AWS::(${[
    "ApiGateway(V2)?::(Api|RestApi|DomainName)",
    "Backup::BackupVault",
    "CloudFront::Distribution",
    "Cognito::(IdentityPool|UserPool)",
    "DynamoDB::(GlobalTable|Table)",
    "EC2::(Subnet|VPC|Volume)",
    "ECR::Repository",
    "EFS::FileSystem",
    "ElastiCache::.*(Cluster|Cache|Group)",
    "KMS::Key",
    "Kinesis::Stream",
    "Logs::LogGroup",
    "RDS::DB(Cluster|Instance|SubnetGroup)",
    "S3::Bucket",
    "SNS::Topic",
    "SQS::Queue",
    "SSM::Parameter",
    "SecretsManager::Secret",
  ].join("|")})$`,
);

/** Has a deletion policy, and nothing to lose: the account's setting for gateway logs, and the migration's trigger. */
const WITH_A_POLICY_BUT_EMPTY = ["AWS::ApiGateway::Account", "AWS::IAM::Role", "Custom::Trigger"];

const CASES = [
  ...SYNTHESIZED.map((deployment) => ({
    ...deployment,
    bridge: "without a bridge",
    pinned: linesOf(STATEFUL_IDS),
  })),
  ...synthesized(BRIDGED).map((deployment) => ({
    ...deployment,
    bridge: "with a bridge",
    pinned: [...linesOf(STATEFUL_IDS), ...linesOf(STATEFUL_IDS_OF_THE_BRIDGE)],
  })),
];

describe.each(CASES)("what $name holds, $bridge", ({ pinned, ...deployment }) => {
  const found = statefulOf(deployment);

  test("is still there after a deployment of this version", () => {
    const lost = pinned.filter((line) => !found.includes(line));
    expect(
      lost,
      "CloudFormation would delete these and all they hold, and make empty ones under other ids: " +
        "a construct that is renamed or moved keeps the logical ids of its stateful resources",
    ).toEqual([]);
  });

  test("is pinned, each by its logical id", () => {
    const unpinned = found.filter((line) => !pinned.includes(line));
    expect(unpinned, "new, and from now on never to be replaced: add them to stateful-ids.ts").toEqual([]);
  });

  test("is all that has a deletion policy", () => {
    const others = Object.values(deployment.resources)
      .filter(({ Type, DeletionPolicy }) => DeletionPolicy !== undefined && !STATEFUL.test(Type))
      .map(({ Type }) => Type);
    expect(
      others.filter((type) => !WITH_A_POLICY_BUT_EMPTY.includes(type)),
      "a type whose loss somebody cares about belongs to STATEFUL",
    ).toEqual([]);
  });
});

function statefulOf({ resources }: Pick<SynthesizedDeployment, "resources">): string[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => STATEFUL.test(Type))
    .map(([id, { Type }]) => `${Type} ${id}`)
    .sort();
}

function linesOf(ids: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(ids).flatMap(([type, each]) => each.map((id) => `${type} ${id}`));
}
