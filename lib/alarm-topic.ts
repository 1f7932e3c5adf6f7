import { CfnCondition, CfnParameter, Fn, Stack } from "aws-cdk-lib";
import type { IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSubscription, Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

/** Publishes alarms, and mails them to an address that is given. Others subscribe to the topic as they like. */
export class AlarmTopic extends Construct {
  readonly action: IAlarmAction;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const topic = new Topic(this, "Topic", { displayName: "Touchline alarms", enforceSSL: true });
    // A policy of its own replaces the default one, by which the account's alarms may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    this.action = new SnsAction(topic);
    this.#mail(topic);
  }

  #mail(topic: Topic): void {
    const address = new CfnParameter(this, "AlarmEmail", {
      type: "String",
      default: "",
      description: "Address that alarms are mailed to, which has to confirm it once; nobody if empty.",
      allowedPattern: String.raw`^([^\s@]+@[^\s@]+)?$`,
      constraintDescription: "must be an e-mail address or empty",
    });
    address.overrideLogicalId("AlarmEmail");
    const isGiven = new CfnCondition(this, "IsGiven", {
      expression: Fn.conditionNot(Fn.conditionEquals(address.valueAsString, "")),
    });
    const subscription = new CfnSubscription(this, "Mail", {
      topicArn: topic.topicArn,
      protocol: "email",
      endpoint: address.valueAsString,
    });
    subscription.cfnOptions.condition = isGiven;
  }
}
