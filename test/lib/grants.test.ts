import { describe, expect, test } from "vitest";
import { SYNTHESIZED } from "./synth.ts";
import { allowed, type Document, grantsOf, ofType, only, roleOf, said } from "./template-reader.ts";

const TRACING = ["xray:PutTelemetryRecords on *", "xray:PutTraceSegments on *"];
const NETWORK_INTERFACES = [
  "ec2:AssignPrivateIpAddresses on *",
  "ec2:CreateNetworkInterface on *",
  "ec2:DeleteNetworkInterface on *",
  "ec2:DescribeNetworkInterfaces on *",
  "ec2:DescribeSubnets on *",
  "ec2:UnassignPrivateIpAddresses on *",
];
const PUSH =
  "execute-api:ManageConnections on " +
  "arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:LiveSocketsApi/live/POST/@connections/*";
const CONNECT =
  "rds-db:connect on " +
  "arn:AWS::Partition:rds-db:AWS::Region:AWS::AccountId:dbuser:DatabasePostgres.DbiResourceId/touchline";

/** To the function's own log group. Three of them have the name of their function when it was first deployed. */
function logging(group: string): string[] {
  return [`logs:CreateLogStream on ${group}.Arn`, `logs:PutLogEvents on ${group}.Arn`];
}

function dynamodb(table: string, ...operations: string[]): string[] {
  return operations.map((operation) => `dynamodb:${operation} on ${table}.Arn`);
}

/** Where the secret of each provider is: a new provider fails until it is named here. */
const PROVIDER_SECRETS = [
  "Custom",
  "Opta",
  "Statsbomb",
  "Sportradar",
  "ApiFootball",
  "FootballData",
  "Allsports",
].map((provider) => `WebhookApi${provider}Secret`);

/** Where the key of each polled provider is. */
const POLL_KEYS = ["ApiFootball", "FootballData", "Allsports", "Sportradar"].map(
  (provider) => `Poller${provider}Key`,
);

/** To find viewers, and to forget who has left. */
const REACH = [
  ...dynamodb("LiveSocketsAudienceConnections", "DeleteItem", "GetItem"),
  ...dynamodb("LiveSocketsAudienceSubscriptions", "BatchGetItem", "BatchWriteItem", "Query", "UpdateItem"),
];

/** To bring a viewer up to date, and to say who else is there. */
const MEET = [
  ...dynamodb(
    "LiveSocketsAudienceSubscriptions",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "BatchGetItem",
    "Query",
  ),
  ...dynamodb("LiveSocketsAudienceSnapshots", "BatchGetItem"),
  ...dynamodb("LiveSocketsAudienceFrames", "Query"),
];

/** Everything every function may do. A new grant fails until it is named here. */
const GRANTS: Record<string, string[]> = {
  WebhookApiWebhookFunction: [
    ...TRACING,
    ...logging("WebhookApiWebhookLogs"),
    "kinesis:PutRecords on EventStream.Arn",
    "kms:GenerateDataKey on EventStreamKey.Arn",
    ...PROVIDER_SECRETS.map((secret) => `secretsmanager:GetSecretValue on ${secret}`),
    ...dynamodb("WebhookApiDeliveries", "GetItem", "PutItem", "UpdateItem"),
    ...dynamodb("IdMapIds", "BatchGetItem"),
    ...dynamodb("FeedsJournal", "UpdateItem"),
  ],
  ConsumerFunction: [
    ...TRACING,
    ...NETWORK_INTERFACES,
    ...logging("ConsumerLogs"),
    "kinesis:DescribeStream on EventStream.Arn",
    "kinesis:DescribeStreamSummary on EventStream.Arn",
    "kinesis:GetRecords on EventStream.Arn",
    "kinesis:GetShardIterator on EventStream.Arn",
    "kinesis:ListShards on EventStream.Arn",
    "kinesis:DescribeStreamConsumer on EventStreamReader.ConsumerARN",
    "kinesis:SubscribeToShard on EventStreamReader.ConsumerARN",
    "kms:Decrypt on EventStreamKey.Arn",
    CONNECT,
    ...REACH,
    ...dynamodb("PostBudgetCounters", "UpdateItem"),
    ...dynamodb("LiveSocketsAudienceSnapshots", "PutItem"),
    ...dynamodb("LiveSocketsAudienceFrames", "BatchWriteItem"),
    ...dynamodb("FeedsJournal", "BatchWriteItem", "UpdateItem"),
    PUSH,
    "lambda:InvokeFunction on BroadcasterFunction.Arn",
    "sqs:SendMessage on ConsumerDeadLetters.Arn",
  ],
  BroadcasterFunction: [
    ...TRACING,
    ...logging("BroadcasterLogs"),
    ...REACH,
    ...dynamodb("PostBudgetCounters", "UpdateItem"),
    PUSH,
  ],
  LiveSocketsFunction: [
    ...TRACING,
    ...logging("LiveSocketsLogs"),
    ...dynamodb("LiveSocketsAudienceConnections", "DeleteItem", "GetItem", "PutItem", "UpdateItem"),
    ...dynamodb("LiveSocketsAudienceSubscriptions", "BatchWriteItem"),
    ...MEET,
    ...dynamodb("LiveSocketsTurnstileCounters", "DeleteItem", "UpdateItem"),
    PUSH,
    "lambda:InvokeFunction on LiveSocketsGreeterFunction.Arn",
  ],
  AccessAuthorizerFunction: [...TRACING, ...logging("AccessAuthorizerLogs")],
  LiveSocketsGreeterFunction: [
    ...TRACING,
    ...logging("LiveSocketsWelcomeLogs"),
    ...dynamodb("LiveSocketsAudienceConnections", "GetItem"),
    ...MEET,
    PUSH,
  ],
  PollerFunction: [
    ...TRACING,
    ...logging("PollerLogs"),
    "kinesis:PutRecords on EventStream.Arn",
    "kms:GenerateDataKey on EventStreamKey.Arn",
    ...POLL_KEYS.map((secret) => `secretsmanager:GetSecretValue on ${secret}`),
    ...dynamodb("PollerStates", "UpdateItem"),
    ...dynamodb("IdMapIds", "BatchGetItem"),
    ...dynamodb("FeedsJournal", "PutItem"),
  ],
  FeedMonitorFunction: [
    ...TRACING,
    ...logging("WatchLogs"),
    "kinesis:PutRecords on EventStream.Arn",
    "kms:GenerateDataKey on EventStreamKey.Arn",
    ...dynamodb("FeedsJournal", "BatchGetItem", "Query"),
  ],
  OperationsFunction: [
    ...TRACING,
    ...logging("OperationsLogs"),
    "kinesis:PutRecords on EventStream.Arn",
    "kms:GenerateDataKey on EventStreamKey.Arn",
    ...dynamodb("IdMapIds", "DeleteItem", "GetItem", "PutItem"),
    "dynamodb:Query on IdMapIds.Arn/index/by-id",
    ...dynamodb("FeedsJournal", "BatchGetItem", "Query"),
  ],
  ReconcilerFunction: [
    ...TRACING,
    ...NETWORK_INTERFACES,
    ...logging("RereadLogs"),
    "kinesis:GetRecords on EventStream.Arn",
    "kinesis:GetShardIterator on EventStream.Arn",
    "kinesis:ListShards on EventStream.Arn",
    "kinesis:PutRecords on EventStream.Arn",
    "kms:Decrypt on EventStreamKey.Arn",
    "kms:GenerateDataKey on EventStreamKey.Arn",
    CONNECT,
  ],
  ReadApiFunction: [...TRACING, ...NETWORK_INTERFACES, ...logging("ReadApiLogs"), CONNECT],
  DatabaseMigrationMigrateFunction: [
    ...TRACING,
    ...NETWORK_INTERFACES,
    ...logging("DatabaseMigrationMigrateLogs"),
    "secretsmanager:GetSecretValue on DatabaseOwner",
  ],
  // Of the library: calls the migration while deploying.
  AWSCDKTriggerCustomResourceProviderCustomResourceProviderHandler: [
    "lambda:InvokeFunction on DatabaseMigrationMigrateFunction.Arn:*",
    "all of arn:AWS::Partition:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
  ],
};

/** Services that act for us. */
const SERVICE_ROLES: Record<string, string[]> = {
  NetworkVpcFlowLogIAMRole: [
    "logs:CreateLogStream on NetworkFlowLogs.Arn",
    "logs:DescribeLogStreams on NetworkFlowLogs.Arn",
    "logs:PutLogEvents on NetworkFlowLogs.Arn",
  ],
  LiveSocketsLoggingRole: [
    "all of arn:AWS::Partition:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
  ],
};

describe.each(SYNTHESIZED)("who may do what in $name", (deployment) => {
  const functions = ofType(deployment, "AWS::Lambda::Function");

  test("no function exists that is not listed", () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(GRANTS).sort());
  });

  test.each(Object.entries(GRANTS))("%s may do this and nothing else", (name, expected) => {
    const fn = functions[name];
    expect(fn && grantsOf(deployment, roleOf(fn))).toEqual([...expected].sort());
  });

  test("each function has a role of its own, which only Lambda can take", () => {
    const roles = Object.values(functions).map(roleOf);
    expect(new Set(roles).size).toBe(roles.length);
    for (const role of roles) {
      const trust = ofType(deployment, "AWS::IAM::Role")[role]?.Properties.AssumeRolePolicyDocument;
      expect(trust).toMatchObject({ Statement: [{ Principal: { Service: "lambda.amazonaws.com" } }] });
    }
  });

  test("no other role exists but those of services that log", () => {
    const ofFunctions = new Set(Object.values(functions).map(roleOf));
    const others = Object.keys(ofType(deployment, "AWS::IAM::Role")).filter((role) => !ofFunctions.has(role));
    expect(Object.fromEntries(others.map((role) => [role, grantsOf(deployment, role)]))).toEqual(
      SERVICE_ROLES,
    );
  });

  test("nobody but the account holds the stream's key", () => {
    const { KeyPolicy } = only(deployment, "AWS::KMS::Key").Properties;
    const { Statement } = KeyPolicy as { Statement: { Principal: { AWS: unknown } }[] };
    expect(Statement.map(({ Principal }) => said(Principal.AWS))).toEqual([
      "arn:AWS::Partition:iam::AWS::AccountId:root",
    ]);
  });

  test("the dead-letter queue's own policy opens it to nobody", () => {
    const policies = Object.values(ofType(deployment, "AWS::SQS::QueuePolicy"));
    expect(policies.flatMap(({ Properties }) => allowed(Properties.PolicyDocument as Document))).toEqual([
      'Deny sqs:* on ConsumerDeadLetters.Arn if {"Bool":{"aws:SecureTransport":"false"}}',
    ]);
  });

  test("alarms of this account may ring, and nothing else may publish", () => {
    const { PolicyDocument } = only(deployment, "AWS::SNS::TopicPolicy").Properties;
    expect(allowed(PolicyDocument as Document)).toEqual([
      'Deny sns:Publish on ObservabilityAlarmsTopic if {"Bool":{"aws:SecureTransport":"false"}}',
      'sns:Publish on ObservabilityAlarmsTopic if {"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}',
    ]);
    const { Statement } = PolicyDocument as { Statement: { Effect: string; Principal: unknown }[] };
    expect(Statement.find(({ Effect }) => Effect === "Allow")?.Principal).toEqual({
      Service: "cloudwatch.amazonaws.com",
    });
  });

  test("no resource is opened by a policy of its own that is not looked at here", () => {
    const policies = Object.values(deployment.resources).filter(({ Type }) => Type.endsWith("Policy"));
    expect(new Set(policies.map(({ Type }) => Type))).toEqual(
      new Set(["AWS::IAM::Policy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"]),
    );
  });
});
