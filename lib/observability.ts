import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Consumer } from "./consumer.ts";

export interface ObservabilityProps {
  readonly consumer: Consumer;
  /** Alarm name to function: each one that serves somebody. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
}

const MINUTE = Duration.minutes(1);

/** The alarms somebody has to get up for. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { consumer, functions }: ObservabilityProps) {
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
    for (const [name, fn] of Object.entries(functions)) {
      this.#alarm(`${name}Errors`, {
        description: `Invocations of ${name} fail.`,
        metric: fn.metricErrors({ statistic: "Sum", period: MINUTE }),
        above: 0,
      });
    }
  }

  #alarm(id: string, alarm: { description: string; metric: IMetric; above: number }): void {
    new Alarm(this, id, {
      alarmDescription: alarm.description,
      metric: alarm.metric,
      threshold: alarm.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      // No traffic is no trouble.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
