import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { FunctionName } from "../modules/runtime/env.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import type { Consumer } from "./consumer.ts";

export interface ObservabilityProps {
  readonly consumer: Consumer;
  /** Functions whose errors ring an alarm, by the name of the alarm. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** Whether vendors' streams are held. */
  readonly hasBridge: boolean;
}

interface AlarmOf {
  readonly description: string;
  readonly metric: IMetric;
  readonly above: number;
  /** Meaning of no data at all; no trouble if missing. */
  readonly silence?: TreatMissingData;
}

const MINUTE = Duration.minutes(1);

/** Rings the alarms that somebody has to get up for. */
export class Observability extends Construct {
  readonly #topic = new AlarmTopic(this, "Alarms");

  constructor(scope: Construct, id: string, { consumer, functions, hasBridge }: ObservabilityProps) {
    super(scope, id);
    this.#alarm("EventsLate", {
      description: "Events wait in the stream for longer than 30 s: the database or the consumer is failing.",
      metric: consumer.fn.metric("IteratorAge", { statistic: "Maximum", period: MINUTE }),
      above: 30_000,
    });
    this.#alarm("DeadLetters", {
      description: "A record could not be processed. It waits in the queue with its reason.",
      metric: consumer.deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: "Maximum",
        period: MINUTE,
      }),
      above: 0,
    });
    this.#alarm("PostsSkipped", {
      description: "Frames were left out, for want of time or quota. Ask AWS for more calls to API Gateway.",
      metric: reported("consumer", "PostsSkipped"),
      above: 0,
    });
    this.#alarm("SegmentsLost", {
      description: "Segments of a large audience were not served: broadcasters fail or cannot be invoked.",
      metric: reported("consumer", "SegmentsLost"),
      above: 0,
    });
    this.#alarm("FeedsStale", {
      description: "Matches are in play and their feeds are silent. GET /api/v1/feed/health tells which.",
      metric: reported("feed-monitor", "StaleFeeds"),
      above: 0,
    });
    this.#alarm("PollingStopped", {
      description:
        "A vendor does not answer its poller, or refuses the key. The poller's log tells which and why.",
      metric: reported("poller", "PollCircuitOpen"),
      above: 0,
    });
    this.#alarm("TokensUnjudged", {
      description: "Viewers with a token cannot connect: the keys of its issuer cannot be had.",
      metric: reported("authorizer", "TokensUnjudged"),
      above: 0,
    });
    this.#alarm("ScoreConflicts", {
      description:
        "Scores that feeds give and events they send disagree, more often than a goal explains that is on its way.",
      metric: reported("consumer", "ScoreConflict", Duration.hours(1)),
      above: 20,
    });
    if (hasBridge) {
      this.#alarm("BridgeDown", {
        description: "A vendor's stream is not connected, or the bridge does not run. Its log tells why.",
        metric: reported("feed-bridge", "BridgeDown"),
        above: 0,
        // The bridge reports every minute, also that all is well.
        silence: TreatMissingData.BREACHING,
      });
    }
    for (const [name, fn] of Object.entries(functions)) {
      this.#alarm(`${name}Errors`, {
        description: `Invocations of ${name} fail.`,
        metric: fn.metricErrors({ statistic: "Sum", period: MINUTE }),
        above: 0,
      });
    }
  }

  #alarm(id: string, { description, metric, above, silence }: AlarmOf): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      // A function without traffic reports nothing, and has no trouble.
      treatMissingData: silence ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.#topic.action);
    alarm.addOkAction(this.#topic.action);
  }
}

/** Finds a metric that a function reports, as `modules/runtime/metrics.ts` names it. */
function reported(service: FunctionName, metricName: string, period = MINUTE): Metric {
  return new Metric({
    namespace: "Touchline",
    metricName,
    dimensionsMap: { service },
    statistic: "Sum",
    period,
  });
}
