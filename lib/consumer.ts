import { Duration, Validations } from "aws-cdk-lib";
import {
  type CfnEventSourceMapping,
  EventSourceMapping,
  type Function as LambdaFunction,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Broadcaster } from "./broadcaster.ts";
import type { Database } from "./database.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import type { FeedHealth } from "./feed-health.ts";
import { lambdaFunction } from "./lambda-function.ts";
import type { LiveSockets } from "./live-sockets.ts";
import type { Network } from "./network.ts";
import type { PostBudget } from "./post-budget.ts";

export interface ConsumerProps {
  readonly config: DeploymentConfig;
  readonly network: Network;
  readonly stream: EventStream;
  readonly database: Database;
  readonly sockets: LiveSockets;
  readonly budget: PostBudget;
  readonly broadcaster: Broadcaster;
  readonly feeds: FeedHealth;
}

/** Reads the stream in order, stores what it says, and pushes it to those who watch. */
export class Consumer extends Construct {
  readonly fn: LambdaFunction;
  /** Holds records that can never be processed, each with its reason, for a person to look at. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: ConsumerProps) {
    super(scope, id);
    const { config, network, stream, database, sockets, budget, broadcaster, feeds } = props;
    this.deadLetters = this.#queue(config);
    this.fn = lambdaFunction(this, "Consumer", {
      name: "consumer",
      config,
      description: "Stores what the stream says of a match, in order and once, and pushes it to viewers",
      memory: 1769,
      timeout: Duration.minutes(1),
      environment: {
        ...database.environment,
        ...sockets.environment,
        ...budget.environment,
        ...broadcaster.environment,
        ...feeds.environment,
        DEAD_LETTER_QUEUE_URL: this.deadLetters.queueUrl,
      },
      inside: { network, reach: "https" },
    });
    stream.grantConsume(this.fn);
    database.grantConnect(this.fn);
    sockets.grantBroadcast(this.fn);
    sockets.grantStoreSnapshots(this.fn);
    budget.grantTakePosts(this.fn);
    broadcaster.grantInvoke(this.fn);
    feeds.grantAddCounts(this.fn);
    feeds.grantRecordLive(this.fn);
    allow(this.fn, ["sqs:SendMessage"], this.deadLetters.queueArn);
    const mapping = this.#mapping(stream, config);
    database.migratedBefore(mapping);
  }

  /**
   * Retries an outage until it passes, so that no record is dropped; a batch that is retried blocks its shard only.
   * Batches are not reported in part: the consumer stores a batch in one statement, and recognises what it has.
   */
  #mapping(stream: EventStream, config: DeploymentConfig): CfnEventSourceMapping {
    const mapping = new EventSourceMapping(this, "Mapping", {
      target: this.fn,
      eventSourceArn: stream.reader.streamConsumerArn,
      // Reads also what came in before the mapping existed, or while it was replaced.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      parallelizationFactor: config.stream.parallelization,
      bisectBatchOnError: true,
      retryAttempts: -1,
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
    const resource = mapping.node.defaultChild as CfnEventSourceMapping;
    // Infinite is the default, but too important to depend on one; the option takes no infinite duration.
    resource.maximumRecordAgeInSeconds = -1;
    return resource;
  }

  #queue(config: DeploymentConfig): Queue {
    const queue = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: config.dataRemoval,
    });
    Validations.of(queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "This is the dead-letter queue: of the event source mapping and of the consumer itself.",
    });
    return queue;
  }
}
