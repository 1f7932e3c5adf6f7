import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Database } from "./database.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import { lambdaFunction } from "./lambda-function.ts";
import type { Network } from "./network.ts";

export interface ReconcilerProps {
  readonly config: DeploymentConfig;
  readonly network: Network;
  readonly stream: EventStream;
  readonly database: Database;
}

/** Compares the log with what the stream still holds, when somebody asks for it, and has the log corrected. */
export class Reconciler extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { config, network, stream, database }: ReconcilerProps) {
    super(scope, id);
    this.fn = lambdaFunction(this, "Reconciler", {
      name: "reconciler",
      config,
      description: "Reads the stream again from a time on, and corrects the log where it differs",
      memory: 1769,
      timeout: Duration.minutes(15),
      environment: {
        ...database.environment,
        STREAM_NAME: stream.stream.streamName,
        STREAM_ARN: stream.stream.streamArn,
      },
      inside: { network, reach: "https" },
      // A second run at once would find the same, which does no harm where no concurrency can be reserved.
      concurrency: config.readConcurrency === undefined ? undefined : 1,
    });
    stream.grantRead(this.fn);
    stream.grantPublish(this.fn);
    database.grantConnect(this.fn);
    // Not run again after a failure: whoever asked is told of it.
    this.fn.configureAsyncInvoke({ retryAttempts: 0 });
  }
}
