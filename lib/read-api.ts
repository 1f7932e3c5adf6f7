import { type CfnResource, Duration } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Database } from "./database.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { HttpApi } from "./http-api.ts";
import { lambdaFunction } from "./lambda-function.ts";
import type { Network } from "./network.ts";

export interface ReadApiProps {
  readonly config: DeploymentConfig;
  readonly network: Network;
  readonly http: HttpApi;
  readonly database: Database;
}

/** Answers questions about matches and their logs, for anyone who asks. */
export class ReadApi extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { config, network, http, database }: ReadApiProps) {
    super(scope, id);
    this.fn = lambdaFunction(this, "Api", {
      name: "api",
      config,
      description: "Answers questions about matches from the database",
      memory: 1024,
      timeout: Duration.seconds(10),
      environment: database.environment,
      // Reaches the database and nothing else: it makes its IAM tokens without a call.
      inside: { network, reach: "nobody" },
      concurrency: config.readConcurrency,
    });
    database.grantConnect(this.fn);
    database.migratedBefore(this.fn.node.defaultChild as CfnResource);
    http.addRoutes(
      this.fn,
      HttpMethod.GET,
      "/health",
      "/api/v1/matches",
      "/api/v1/matches/{id}",
      "/api/v1/matches/{id}/events",
    );
  }
}
