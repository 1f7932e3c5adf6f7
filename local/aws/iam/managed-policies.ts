/**
 * The actions of the AWS managed policies that functions have; all apply to every resource.
 * From https://docs.aws.amazon.com/aws-managed-policy/latest/reference/
 */
const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const NETWORK = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

export const MANAGED_POLICIES: Readonly<Record<string, readonly string[]>> = {
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaVPCAccessExecutionRole": [...LOGS, ...NETWORK],
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...LOGS,
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreams",
    "kinesis:SubscribeToShard",
  ],
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": LOGS,
  AWSXRayDaemonWriteAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
};
