import { CfnOutput, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Consumer } from "./consumer.ts";
import { Database } from "./database.ts";
import { EventStream } from "./event-stream.ts";
import { HttpApi } from "./http-api.ts";
import { LiveSockets } from "./live-sockets.ts";
import { Network } from "./network.ts";
import { Observability } from "./observability.ts";
import { ReadApi } from "./read-api.ts";
import type { Stage } from "./stages.ts";
import { pascalCase, WebhookApi } from "./webhook-api.ts";

/** The whole pipeline of one stage, from the vendors' webhooks to the viewers' sockets. */
export class TouchlineStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      description: "Live football events, from feed vendors to viewers",
      terminationProtection: stage.protected,
    });
    Tags.of(this).add("application", "touchline");
    Tags.of(this).add("stage", stage.name);

    const network = new Network(this, "Network", stage);
    const stream = new EventStream(this, "EventStream", stage);
    const database = new Database(this, "Database", { stage, network });
    const http = new HttpApi(this, "HttpApi", stage);
    const webhooks = new WebhookApi(this, "WebhookApi", { stage, http, stream });
    const reads = new ReadApi(this, "ReadApi", { stage, network, http, database });
    const sockets = new LiveSockets(this, "LiveSockets", stage);
    const consumer = new Consumer(this, "Consumer", { stage, network, stream, database, sockets });
    new Observability(this, "Observability", {
      consumer,
      functions: {
        Webhook: webhooks.fn,
        Consumer: consumer.fn,
        Api: reads.fn,
        Sockets: sockets.sockets,
        Welcome: sockets.welcome,
      },
    });

    new CfnOutput(this, "WebhookUrl", { value: `${http.url}/webhooks/match-events` });
    new CfnOutput(this, "ApiUrl", { value: `${http.url}/api/v1` });
    new CfnOutput(this, "WebSocketUrl", { value: sockets.url });
    for (const [provider, { secretArn }] of Object.entries(webhooks.secrets)) {
      new CfnOutput(this, `WebhookSecret${pascalCase(provider)}`, {
        value: secretArn,
        description: `JSON; "current" is what ${provider} feeds sign with`,
      });
    }
  }
}
