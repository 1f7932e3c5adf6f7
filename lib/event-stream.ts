import { Validations } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Stream, StreamConsumer, StreamEncryption, StreamMode } from "aws-cdk-lib/aws-kinesis";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Stage } from "./deployment-config.ts";

/** The ordered stream between the webhook and the consumer: one partition key per match. */
export class EventStream extends Construct {
  readonly stream: Stream;
  /** A reader of its own, by enhanced fan-out: records arrive in ~70 ms instead of being polled for each second. */
  readonly reader: StreamConsumer;
  readonly #key: Key;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const { shards, retention } = stage.stream;
    this.#key = new Key(this, "Key", {
      description: `${scope.node.path}: events on their way to the database`,
      enableKeyRotation: true,
      // Without its key a retained stream could not be read.
      removalPolicy: stage.data,
    });
    this.stream = new Stream(this, "Stream", {
      ...(shards === "on-demand"
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: shards }),
      retentionPeriod: retention,
      encryption: StreamEncryption.KMS,
      encryptionKey: this.#key,
      removalPolicy: stage.data,
    });
    Validations.of(this.stream).acknowledge({
      id: "AwsSolutions-KDS3",
      reason:
        "With a key of its own, who can read the stream is said by the key too, and can be cut off there.",
    });
    // The name is required; it only has to be unique within the stream.
    this.reader = new StreamConsumer(this, "Reader", { streamConsumerName: "consumer", stream: this.stream });
  }

  /** May put batches of records. */
  grantPublish(to: IGrantable): void {
    this.stream.grant(to, "kinesis:PutRecords");
    this.#key.grant(to, "kms:GenerateDataKey");
  }

  /** May read all that is in it. */
  grantRead(fn: LambdaFunction): void {
    this.stream.grant(fn, "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards");
    this.#key.grantDecrypt(fn);
  }

  /** May be fed by an event source mapping on `reader`. */
  grantConsume(fn: LambdaFunction): void {
    this.stream.grant(
      fn,
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    );
    this.reader.grant(fn, "kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard");
    this.#key.grantDecrypt(fn);
  }
}
