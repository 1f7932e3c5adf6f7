import { Validations } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Stream, StreamConsumer, StreamEncryption, StreamMode } from "aws-cdk-lib/aws-kinesis";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { together } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";

/** Carries events from the webhook to the consumer, in order: one partition key per match. */
export class EventStream extends Construct {
  readonly stream: Stream;
  /** A reader of its own, by enhanced fan-out: records arrive in ~70 ms instead of being polled for each second. */
  readonly reader: StreamConsumer;
  readonly #key: Key;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    const { shards, retention } = config.stream;
    this.#key = new Key(this, "Key", {
      description: `${scope.node.path}: events on their way to the database`,
      enableKeyRotation: true,
      // Without its key a retained stream could not be read.
      removalPolicy: config.dataRemoval,
    });
    this.stream = new Stream(this, "Stream", {
      ...(shards === "on-demand"
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: shards }),
      retentionPeriod: retention,
      encryption: StreamEncryption.KMS,
      encryptionKey: this.#key,
      removalPolicy: config.dataRemoval,
    });
    Validations.of(this.stream).acknowledge({
      id: "AwsSolutions-KDS3",
      reason:
        "The stream has a key of its own, which decides who can read it, and by which readers can be cut off.",
    });
    // The name is required; it only has to be unique within the stream.
    this.reader = new StreamConsumer(this, "Reader", { streamConsumerName: "consumer", stream: this.stream });
  }

  /** Lets the grantee put batches of records. */
  grantPublish(to: IGrantable): Grant {
    return together(this.stream.grant(to, "kinesis:PutRecords"), this.#key.grant(to, "kms:GenerateDataKey"));
  }

  /** Lets the grantee read all records. */
  grantRead(to: IGrantable): Grant {
    return together(
      this.stream.grant(to, "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"),
      this.#key.grantDecrypt(to),
    );
  }

  /** Lets an event source mapping on `reader` feed the grantee. */
  grantConsume(to: IGrantable): Grant {
    return together(
      this.stream.grant(
        to,
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
      ),
      this.reader.grant(to, "kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"),
      this.#key.grantDecrypt(to),
    );
  }
}
