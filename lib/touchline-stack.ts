import { CfnOutput, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Access } from "./access.ts";
import { Broadcaster } from "./broadcaster.ts";
import { Consumer } from "./consumer.ts";
import { Database } from "./database.ts";
import type { Stage } from "./deployment-config.ts";
import { EventStream } from "./event-stream.ts";
import { bridgedProviders, FeedBridge } from "./feed-bridge.ts";
import { FeedWatch } from "./feed-monitor.ts";
import { Feeds } from "./feeds.ts";
import { HttpApi } from "./http-api.ts";
import { IdMap } from "./id-map.ts";
import { LiveSockets } from "./live-sockets.ts";
import { Network } from "./network.ts";
import { Observability } from "./observability.ts";
import { Operations } from "./operations.ts";
import { Poller } from "./poller.ts";
import { PostBudget } from "./post-budget.ts";
import { ReadApi } from "./read-api.ts";
import { Reread } from "./reconciler.ts";
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
    const ids = new IdMap(this, "IdMap", stage);
    const feeds = new Feeds(this, "Feeds");
    const webhooks = new WebhookApi(this, "WebhookApi", { stage, http, stream, ids, feeds });
    const reads = new ReadApi(this, "ReadApi", { stage, network, http, database });
    const access = new Access(this, "Access", stage);
    const operations = new Operations(this, "Operations", { stage, http, access, stream, ids, feeds });
    const sockets = new LiveSockets(this, "LiveSockets", { stage, access });
    const budget = new PostBudget(this, "PostBudget", stage);
    const broadcaster = new Broadcaster(this, "Broadcaster", { stage, sockets, budget });
    const consumer = new Consumer(this, "Consumer", {
      stage,
      network,
      stream,
      database,
      sockets,
      budget,
      broadcaster,
      feeds,
    });
    const poller = new Poller(this, "Poller", { stage, stream, ids, feeds });
    const bridged = bridgedProviders(this, stage);
    if (bridged.length > 0) {
      new FeedBridge(this, "Bridge", { stage, providers: bridged, network, stream, ids, feeds });
    }
    const watch = new FeedWatch(this, "Watch", { stage, stream, feeds });
    const reread = new Reread(this, "Reread", { stage, network, stream, database });
    new Observability(this, "Observability", {
      consumer,
      hasBridge: bridged.length > 0,
      functions: {
        Webhook: webhooks.fn,
        Consumer: consumer.fn,
        Broadcaster: broadcaster.fn,
        Api: reads.fn,
        Operations: operations.fn,
        Sockets: sockets.sockets,
        Welcome: sockets.welcome,
        Watch: watch.fn,
        Poller: poller.fn,
      },
    });

    new CfnOutput(this, "WebhookUrl", { value: `${http.url}/webhooks/match-events` });
    new CfnOutput(this, "ApiUrl", { value: `${http.url}/api/v1` });
    new CfnOutput(this, "WebSocketUrl", { value: sockets.url });
    new CfnOutput(this, "RereadFunction", {
      value: reread.fn.functionName,
      description: "Corrects what the log lacks of the stream, by npm run reread",
    });
    for (const [provider, { secretArn }] of Object.entries(webhooks.secrets)) {
      new CfnOutput(this, `WebhookSecret${pascalCase(provider)}`, {
        value: secretArn,
        description: `JSON; "current" is what ${provider} feeds sign with`,
      });
    }
    for (const [provider, { secretArn }] of Object.entries(poller.keys)) {
      new CfnOutput(this, `PollKey${pascalCase(provider)}`, {
        value: secretArn,
        description: `JSON; ${provider} is polled once it has a "key"`,
      });
    }
  }
}
