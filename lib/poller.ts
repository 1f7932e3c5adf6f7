import { Duration, Stack } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { POLLED_IDS, type PolledId } from "../modules/providers/ids.ts";
import { allow } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import type { FeedHealth } from "./feed-health.ts";
import type { IdMap } from "./id-map.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { everyMinute } from "./schedule.ts";
import { passingTable } from "./table.ts";
import { arnsOf, vendorKey } from "./vendor-key.ts";

export interface PollerProps {
  readonly config: DeploymentConfig;
  readonly stream: EventStream;
  readonly ids: IdMap;
  readonly feeds: FeedHealth;
}

/** Polls the vendors that do not send. Outside the network: it needs the internet, and no database. */
export class Poller extends Construct {
  readonly fn: LambdaFunction;
  /** Keys of polled providers, by their ids: JSON with `key`; `url`, `interval_s`, `per_minute`, `per_day` by hand. */
  readonly keys: Readonly<Record<PolledId, Secret>>;

  constructor(scope: Construct, id: string, { config, stream, ids, feeds }: PollerProps) {
    super(scope, id);
    this.keys = Object.fromEntries(
      POLLED_IDS.map((provider) => [provider, vendorKey(this, provider, "polled with it", config)]),
    ) as Record<PolledId, Secret>;
    const arns = arnsOf(this.keys);
    const states = passingTable(this, "States", { partition: "provider" });
    this.fn = lambdaFunction(this, "Poller", {
      name: "poller",
      config,
      description:
        "Polls vendors that have a key, several times in its minute, and puts what is new into the stream",
      // A list of all the world's matches is some megabytes, several times over while it is read.
      memory: 512,
      // Its minute, and the end of what began in it.
      timeout: Duration.seconds(90),
      environment: {
        ...ids.environment,
        ...feeds.environment,
        STREAM_NAME: stream.stream.streamName,
        POLL_STATES_TABLE: states.tableName,
        POLL_SECRETS: Stack.of(this).toJsonString(arns),
      },
    });
    stream.grantPublish(this.fn);
    ids.grantLookup(this.fn);
    feeds.grantRecordReachability(this.fn);
    allow(this.fn, ["secretsmanager:GetSecretValue"], ...Object.values(arns));
    allow(this.fn, ["dynamodb:UpdateItem"], states.tableArn);
    // The next minute comes by itself.
    this.fn.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    everyMinute(this, this.fn);
  }
}
