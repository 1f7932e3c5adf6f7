import { Duration } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Access } from "./access.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { EventStream } from "./event-stream.ts";
import type { FeedHealth } from "./feed-health.ts";
import type { HttpApi } from "./http-api.ts";
import type { IdMap } from "./id-map.ts";
import { lambdaFunction } from "./lambda-function.ts";

export interface OperationsProps {
  readonly config: DeploymentConfig;
  readonly http: HttpApi;
  readonly access: Access;
  readonly stream: EventStream;
  readonly ids: IdMap;
  readonly feeds: FeedHealth;
}

const ID = "/api/v1/ids/{provider}/{kind}/{external}";

/** Serves people and tools that have a token: they enter events by hand and look after ids. */
export class Operations extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { config, http, access, stream, ids, feeds }: OperationsProps) {
    super(scope, id);
    this.fn = lambdaFunction(this, "Operations", {
      name: "operations",
      config,
      description: "Takes events entered by hand and looks after the id map, for those whose token allows it",
      memory: 512,
      // Leaves time to ask a slow issuer twice before the caller is told.
      timeout: Duration.seconds(15),
      environment: {
        ...access.environment,
        ...ids.environment,
        ...feeds.environment,
        STREAM_NAME: stream.stream.streamName,
      },
    });
    stream.grantPublish(this.fn);
    ids.grantManage(this.fn);
    feeds.grantRead(this.fn);
    http.addRoutes(this.fn, HttpMethod.POST, "/api/v1/matches/{id}/events");
    http.addRoutes(this.fn, HttpMethod.GET, "/api/v1/ids", ID, "/api/v1/feed/health");
    http.addRoutes(this.fn, HttpMethod.PUT, ID);
    http.addRoutes(this.fn, HttpMethod.DELETE, ID);
  }
}
