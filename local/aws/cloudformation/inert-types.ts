/**
 * Resource types without effect on one machine: networks, logs, alarms, keys, and CloudFormation's own functions. Add
 * a type here only if the application cannot notice its absence.
 */
const INERT: readonly (string | RegExp)[] = [
  /^AWS::EC2::/,
  /^AWS::Logs::/,
  /^AWS::CloudWatch::/,
  "AWS::KMS::Alias",
  /^AWS::SNS::/,
  "AWS::CDK::Metadata",
  "AWS::ApiGateway::Account",
  "AWS::ApplicationAutoScaling::ScalableTarget",
  "AWS::ApplicationAutoScaling::ScalingPolicy",
  "AWS::RDS::DBParameterGroup",
  "AWS::RDS::DBSubnetGroup",
  "AWS::SecretsManager::ResourcePolicy",
  // It only denies requests without TLS; the local endpoint listens on the loopback interface alone.
  "AWS::SQS::QueuePolicy",
  "Custom::LogRetention",
  "Custom::VpcRestrictDefaultSG",
];

export function isInert(type: string): boolean {
  return INERT.some((known) => (typeof known === "string" ? known === type : known.test(type)));
}
