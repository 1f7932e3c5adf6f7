import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Database } from "./database.ts";
import type { Stage } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import { lambdaFunction } from "./lambda-function.ts";
import type { Network } from "./network.ts";

export interface RereadProps {
  readonly stage: Stage;
  readonly network: Network;
  readonly stream: EventStream;
  readonly database: Database;
}

/** Compares what the stream still holds with the log, when somebody asks for it, and has the log corrected. */
export class Reread extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { stage, network, stream, database }: RereadProps) {
    super(scope, id);
    this.fn = lambdaFunction(this, "Reread", {
      name: "reconciler",
      stage,
      description: "Reads the stream again from a time on, and corrects what the log has otherwise",
      memory: 1769,
      timeout: Duration.minutes(15),
      environment: {
        ...database.environment,
        STREAM_NAME: stream.stream.streamName,
        STREAM_ARN: stream.stream.streamArn,
      },
      inside: { network, reach: "https" },
      // A second one would find the same. It does no harm where nothing can be reserved.
      concurrency: stage.readConcurrency === undefined ? undefined : 1,
    });
    stream.grantRead(this.fn);
    stream.grantPublish(this.fn);
    database.grantConnect(this.fn);
    // Whoever asked is told that it failed.
    this.fn.configureAsyncInvoke({ retryAttempts: 0 });
  }
}
