import { CfnOutput, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Access } from "./access.ts";
import { bridgedProviders } from "./bridged-providers.ts";
import { Broadcaster } from "./broadcaster.ts";
import { Consumer } from "./consumer.ts";
import { Database } from "./database.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { EventStream } from "./event-stream.ts";
import { FeedBridge } from "./feed-bridge.ts";
import { FeedHealth } from "./feed-health.ts";
import { FeedMonitor } from "./feed-monitor.ts";
import { HttpApi } from "./http-api.ts";
import { IdMap } from "./id-map.ts";
import { keepLogicalIds } from "./kept-ids.ts";
import { LiveSockets } from "./live-sockets.ts";
import { Network } from "./network.ts";
import { Observability } from "./observability.ts";
import { Operations } from "./operations.ts";
import { pascalCase } from "./pascal-case.ts";
import { Poller } from "./poller.ts";
import { PostBudget } from "./post-budget.ts";
import { ReadApi } from "./read-api.ts";
import { Reconciler } from "./reconciler.ts";
import { WebhookApi } from "./webhook-api.ts";

/** Deploys the whole pipeline, from the vendors' webhooks to the viewers' sockets. */
export class TouchlineStack extends Stack {
  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    const tags = { application: "touchline", stage: config.name };
    super(scope, id, {
      description: "Live football events, from feed vendors to viewers",
      terminationProtection: config.protected,
      tags,
    });
    // Of every resource too, also of those that do not take the tags of their stack.
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);

    const network = new Network(this, "Network", config);
    const stream = new EventStream(this, "EventStream", config);
    const database = new Database(this, "Database", { config, network });
    const http = new HttpApi(this, "HttpApi", config);
    const ids = new IdMap(this, "IdMap", config);
    const feeds = new FeedHealth(this, "Feeds");
    const webhooks = new WebhookApi(this, "WebhookApi", { config, http, stream, ids, feeds });
    const reads = new ReadApi(this, "ReadApi", { config, network, http, database });
    const access = new Access(this, "Access", config);
    const operations = new Operations(this, "Operations", { config, http, access, stream, ids, feeds });
    const sockets = new LiveSockets(this, "LiveSockets", { config, access });
    const budget = new PostBudget(this, "PostBudget", config);
    const broadcaster = new Broadcaster(this, "Broadcaster", { config, sockets, budget });
    const consumer = new Consumer(this, "Consumer", {
      config,
      network,
      stream,
      database,
      sockets,
      budget,
      broadcaster,
      feeds,
    });
    const poller = new Poller(this, "Poller", { config, stream, ids, feeds });
    const bridged = bridgedProviders(this, config);
    if (bridged.length > 0) {
      new FeedBridge(this, "Bridge", { config, providers: bridged, network, stream, ids, feeds });
    }
    const monitor = new FeedMonitor(this, "FeedMonitor", { config, stream, feeds });
    const reconciler = new Reconciler(this, "Reconciler", { config, network, stream, database });
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
        Greeter: sockets.greeter,
        FeedMonitor: monitor.fn,
        Poller: poller.fn,
      },
    });

    new CfnOutput(this, "WebhookUrl", { value: `${http.url}/webhooks/match-events` });
    new CfnOutput(this, "ApiUrl", { value: `${http.url}/api/v1` });
    new CfnOutput(this, "WebSocketUrl", { value: sockets.url });
    new CfnOutput(this, "ReconcilerFunction", {
      value: reconciler.fn.functionName,
      description: "Corrects the log where it differs from the stream, by npm run reconcile",
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
    keepLogicalIds(this);
  }
}
