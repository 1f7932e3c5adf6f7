import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import type { FeedHealth } from "./feed-health.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { everyMinute } from "./schedule.ts";

export interface FeedMonitorProps {
  readonly config: DeploymentConfig;
  readonly stream: EventStream;
  readonly feeds: FeedHealth;
}

/** Notices when the feed of a match in play falls silent, and has its viewers told. */
export class FeedMonitor extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { config, stream, feeds }: FeedMonitorProps) {
    super(scope, id);
    this.fn = lambdaFunction(this, "FeedMonitor", {
      name: "feed-monitor",
      config,
      description: "Looks for matches in play whose feed has gone silent, every minute",
      memory: 256,
      timeout: Duration.seconds(30),
      environment: { ...feeds.environment, STREAM_NAME: stream.stream.streamName },
    });
    feeds.grantRead(this.fn);
    stream.grantPublish(this.fn);
    everyMinute(this, this.fn);
  }
}
