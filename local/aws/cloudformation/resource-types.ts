import { createHash } from "node:crypto";
import type { Environment } from "../interfaces.ts";
import { isInert } from "./inert-types.ts";

/** The addresses of the parts on this machine. */
export interface Addresses {
  /** The local AWS endpoint, without a trailing slash. */
  endpointUrl: string;
  database: { host: string; port: number };
}

/** The parts of a resource's identity. */
export interface Subject {
  logicalId: string;
  environment: Environment;
  addresses: Addresses;
  /** A property, resolved. */
  property(name: string): unknown;
}

export interface ResourceType {
  ref(subject: Subject): string;
  /** By the name `Fn::GetAtt` uses. */
  attributes: Readonly<Record<string, (subject: Subject) => string>>;
}

type Attribute = (subject: Subject) => string;

const arn =
  (service: string, resource: Attribute): Attribute =>
  (subject) => {
    const { partition, region, account } = subject.environment;
    return `arn:${partition}:${service}:${region}:${account}:${resource(subject)}`;
  };

/** The name CloudFormation gives a resource without one: stack and logical id. */
const named =
  (property: string, limit = 255): Attribute =>
  (subject) => {
    const own = subject.property(property);
    return typeof own === "string"
      ? own
      : `${subject.environment.stackName}-${subject.logicalId}`.slice(0, limit);
  };

/** A stable identifier like those of AWS: ten lower-case letters and digits. */
const identifier: Attribute = ({ environment, logicalId }) =>
  digest(`${environment.stackName}/${logicalId}`).slice(0, 10);

const functionName = named("FunctionName", 64);
const streamName = named("Name", 128);
const tableName = named("TableName");
const queueName = named("QueueName", 80);
const roleName = named("RoleName", 64);
const clusterName = named("ClusterName");
const serviceName = named("ServiceName");
const ruleName = named("Name", 64);
const functionArn = arn("lambda", (subject) => `function:${functionName(subject)}`);
const streamArn = arn("kinesis", (subject) => `stream/${streamName(subject)}`);
const secretArn = arn("secretsmanager", (subject) => {
  const name = named("Name")(subject);
  return `secret:${name}-${digest(name).slice(0, 6)}`;
});
const queueUrl: Attribute = (subject) =>
  `${subject.addresses.endpointUrl}/${subject.environment.account}/${queueName(subject)}`;
/** The end of the consumer's ARN: the second of its registration; here the same at every start. */
const consumerArn: Attribute = (subject) =>
  `${String(subject.property("StreamARN"))}/consumer/${String(subject.property("ConsumerName"))}:1700000000`;
const attachedSecret: Attribute = (subject) => String(subject.property("SecretId"));
const databaseHost: Attribute = ({ addresses }) => addresses.database.host;
const databasePort: Attribute = ({ addresses }) => String(addresses.database.port);

/** The resource types with an effect here, and how other resources refer to them. */
const PLAYED: Readonly<Record<string, ResourceType>> = {
  "AWS::Lambda::Function": { ref: functionName, attributes: { Arn: functionArn } },
  "AWS::Lambda::Version": {
    ref: (subject) => `${arnOfFunction(subject)}:1`,
    attributes: { Version: () => "1" },
  },
  "AWS::Lambda::Alias": {
    ref: (subject) => `${arnOfFunction(subject)}:${subject.property("Name")}`,
    attributes: {},
  },
  "AWS::Lambda::Permission": { ref: identifier, attributes: {} },
  "AWS::Lambda::EventInvokeConfig": { ref: identifier, attributes: {} },
  "AWS::Lambda::EventSourceMapping": { ref: identifier, attributes: { Id: identifier } },
  "AWS::IAM::Role": {
    ref: roleName,
    attributes: {
      Arn: (subject) => {
        const { partition, account } = subject.environment;
        return `arn:${partition}:iam::${account}:role/${roleName(subject)}`;
      },
      RoleId: identifier,
    },
  },
  "AWS::IAM::Policy": { ref: identifier, attributes: {} },
  "AWS::Kinesis::Stream": { ref: streamName, attributes: { Arn: streamArn } },
  "AWS::Kinesis::StreamConsumer": { ref: consumerArn, attributes: { ConsumerARN: consumerArn } },
  "AWS::DynamoDB::Table": {
    ref: tableName,
    attributes: { Arn: arn("dynamodb", (subject) => `table/${tableName(subject)}`) },
  },
  "AWS::DynamoDB::GlobalTable": {
    ref: tableName,
    attributes: { Arn: arn("dynamodb", (subject) => `table/${tableName(subject)}`) },
  },
  "AWS::SQS::Queue": {
    ref: queueUrl,
    attributes: { Arn: arn("sqs", queueName), QueueName: queueName, QueueUrl: queueUrl },
  },
  "AWS::SecretsManager::Secret": { ref: secretArn, attributes: { Id: secretArn } },
  "AWS::SecretsManager::SecretTargetAttachment": { ref: attachedSecret, attributes: { Id: attachedSecret } },
  "AWS::RDS::DBInstance": {
    ref: identifier,
    attributes: {
      "Endpoint.Address": databaseHost,
      "Endpoint.Port": databasePort,
      DbiResourceId: (subject) => `db-${identifier(subject).toUpperCase()}`,
      DBInstanceArn: arn("rds", (subject) => `db:${identifier(subject)}`),
    },
  },
  "AWS::Events::Rule": {
    ref: ruleName,
    attributes: { Arn: arn("events", (subject) => `rule/${ruleName(subject)}`) },
  },
  "AWS::ECS::Cluster": {
    ref: clusterName,
    attributes: { Arn: arn("ecs", (subject) => `cluster/${clusterName(subject)}`) },
  },
  "AWS::ECS::TaskDefinition": {
    ref: arn("ecs", (subject) => `task-definition/${named("Family")(subject)}:1`),
    attributes: {},
  },
  "AWS::ECS::Service": {
    ref: arn("ecs", (subject) => `service/${serviceName(subject)}`),
    attributes: { Name: serviceName },
  },
  "AWS::KMS::Key": {
    ref: identifier,
    attributes: { Arn: arn("kms", (subject) => `key/${identifier(subject)}`), KeyId: identifier },
  },
  "AWS::ApiGatewayV2::Api": {
    ref: identifier,
    attributes: { ApiId: identifier, ApiEndpoint: (subject) => apiEndpoint(subject) },
  },
  "AWS::ApiGatewayV2::Stage": { ref: (subject) => String(subject.property("StageName")), attributes: {} },
  "AWS::ApiGatewayV2::Route": { ref: identifier, attributes: { RouteId: identifier } },
  "AWS::ApiGatewayV2::RouteResponse": { ref: identifier, attributes: { RouteResponseId: identifier } },
  "AWS::ApiGatewayV2::Integration": { ref: identifier, attributes: { IntegrationId: identifier } },
  "AWS::ApiGatewayV2::Authorizer": { ref: identifier, attributes: { AuthorizerId: identifier } },
  "AWS::ApiGatewayV2::IntegrationResponse": { ref: identifier, attributes: {} },
  "Custom::Trigger": { ref: identifier, attributes: {} },
};

const inert: ResourceType = {
  ref: identifier,
  attributes: new Proxy<Record<string, Attribute>>(
    {},
    { get: (_target, name) => (subject: Subject) => `${identifier(subject)}-${String(name)}` },
  ),
};

/** @throws Error if the type is neither supported nor known to be inert */
export function resourceType(type: string, logicalId: string): ResourceType {
  const played = PLAYED[type];
  if (played) return played;
  if (isInert(type)) return inert;
  throw new Error(
    `${logicalId} is of type ${type}, which the local run does not know: play it (local/aws/cloudformation/resource-types.ts) or list it as inert (local/aws/cloudformation/inert-types.ts)`,
  );
}

function apiEndpoint(subject: Subject): string {
  const scheme = subject.property("ProtocolType") === "WEBSOCKET" ? "wss" : "https";
  return `${scheme}://${identifier(subject)}.execute-api.${subject.environment.region}.amazonaws.com`;
}

function arnOfFunction(subject: Subject): string {
  const reference = String(subject.property("FunctionName"));
  return reference.startsWith("arn:") ? reference : arn("lambda", () => `function:${reference}`)(subject);
}

function digest(value: string): string {
  return BigInt(`0x${createHash("sha256").update(value).digest("hex")}`).toString(36);
}
