import { CfnResource, type Stack } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Logical ids of resources whose constructs have been renamed since they were first deployed, by the path of the
 * construct. CloudFormation knows a resource by its logical id: under a new one it would make an empty table or log
 * group, and delete or abandon the old one with all it holds.
 */
const KEPT_IDS: Readonly<Record<string, string>> = {
  "LiveSockets/ConnectionLimiter/Counters": "LiveSocketsTurnstileCounters70C4A976",
  "LiveSockets/Greeter/Logs": "LiveSocketsWelcomeLogsC063F4C2",
  "FeedMonitor/FeedMonitor/Logs": "WatchLogsD9AB5F45",
  "Reconciler/Reconciler/Logs": "RereadLogs9EE9FDD4",
};

/**
 * Gives renamed constructs the logical ids they were deployed with.
 *
 * @throws Error if one of the constructs is not in the stack
 */
export function keepLogicalIds(stack: Stack): void {
  for (const [path, logicalId] of Object.entries(KEPT_IDS)) {
    const construct = path.split("/").reduce<IConstruct>(({ node }, id) => node.findChild(id), stack);
    const resource = construct.node.defaultChild;
    if (!CfnResource.isCfnResource(resource)) throw new Error(`${path} is not one resource`);
    resource.overrideLogicalId(logicalId);
  }
}
