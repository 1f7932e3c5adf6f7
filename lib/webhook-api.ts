import { Duration, Stack, Validations } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { PROVIDER_IDS, type ProviderId } from "../modules/providers/ids.ts";
import { allow } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import type { FeedHealth } from "./feed-health.ts";
import type { HttpApi } from "./http-api.ts";
import type { IdMap } from "./id-map.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { pascalCase } from "./pascal-case.ts";
import { passingTable } from "./table.ts";
import { arnsOf } from "./vendor-key.ts";

export interface WebhookApiProps {
  readonly config: DeploymentConfig;
  readonly http: HttpApi;
  readonly stream: EventStream;
  readonly ids: IdMap;
  readonly feeds: FeedHealth;
}

/** Takes what vendors deliver: verifies it, makes it canonical, and puts it into the stream. */
export class WebhookApi extends Construct {
  readonly fn: LambdaFunction;
  /** What each provider signs with, by its id. */
  readonly secrets: Readonly<Record<ProviderId, Secret>>;

  constructor(scope: Construct, id: string, { config, http, stream, ids, feeds }: WebhookApiProps) {
    super(scope, id);
    this.secrets = Object.fromEntries(
      PROVIDER_IDS.map((provider) => [provider, this.#secret(provider, config)]),
    ) as Record<ProviderId, Secret>;
    const arns = arnsOf(this.secrets);
    const deliveries = passingTable(this, "Deliveries", { partition: "pk" });
    this.fn = lambdaFunction(this, "Webhook", {
      name: "webhook",
      config,
      description: "Verifies deliveries of vendors and puts their events into the stream",
      memory: 1024,
      timeout: Duration.seconds(15),
      environment: {
        STREAM_NAME: stream.stream.streamName,
        DELIVERIES_TABLE: deliveries.tableName,
        WEBHOOK_SECRETS: Stack.of(this).toJsonString(arns),
        WEBHOOK_RATE_LIMIT: String(config.webhooksPerMinute),
        ...ids.environment,
        ...feeds.environment,
      },
    });
    stream.grantPublish(this.fn);
    allow(this.fn, ["secretsmanager:GetSecretValue"], ...Object.values(arns));
    allow(this.fn, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], deliveries.tableArn);
    ids.grantLookup(this.fn);
    feeds.grantAddCounts(this.fn);
    http.addRoutes(
      this.fn,
      HttpMethod.POST,
      "/webhooks/match-events",
      "/webhooks/match-status",
      "/webhooks/{provider}",
      "/webhooks/{provider}/{secret}",
    );
  }

  /** Makes JSON with `current`, and by hand `previous` while it is being changed, `allow` and `path`. */
  #secret(provider: string, config: DeploymentConfig): Secret {
    const secret = new Secret(this, `${pascalCase(provider)}Secret`, {
      description: `${provider} feeds sign their webhooks with it`,
      generateSecretString: {
        secretStringTemplate: "{}",
        generateStringKey: "current",
        // Letters and digits in a multiple of four: also valid base64, as Standard Webhooks wants it.
        passwordLength: 44,
        excludePunctuation: true,
      },
      removalPolicy: config.dataRemoval,
    });
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason:
        "The vendor shares it and has to change its side: it is rotated by hand, and two are valid meanwhile.",
    });
    return secret;
  }
}
