import { Duration, Validations } from "aws-cdk-lib";
import { HttpApi as Api, CorsHttpMethod, type HttpMethod, HttpStage } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { httpAccessLog } from "./access-log.ts";
import type { Stage } from "./deployment-config.ts";

/** The HTTP door, to which the capabilities add their routes. */
export class HttpApi extends Construct {
  readonly #api: Api;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#api = new Api(this, "Api", {
      apiName: `touchline-${stage.name}`,
      createDefaultStage: false,
      // What can be read is public. Webhooks come from servers, which do not ask.
      corsPreflight: {
        allowOrigins: ["*"],
        allowMethods: [CorsHttpMethod.GET],
        exposeHeaders: ["retry-after"],
        maxAge: Duration.days(1),
      },
    });
    new HttpStage(this, "Stage", {
      httpApi: this.#api,
      stageName: "$default",
      autoDeploy: true,
      throttle: stage.http,
      accessLogSettings: httpAccessLog(this, stage),
    });
    Validations.of(this.#api).acknowledge({
      id: "AwsSolutions-APIG4",
      reason:
        "Reading is for anyone by contract; webhooks are signed over their raw bytes, which only the function sees.",
    });
  }

  /** `https://...`, without a trailing slash. */
  get url(): string {
    return this.#api.apiEndpoint;
  }

  /** The function answers these routes and may be invoked for them only. */
  addRoutes(fn: LambdaFunction, method: HttpMethod, ...paths: readonly string[]): void {
    const integration = new HttpLambdaIntegration(`${fn.node.scope?.node.id}Integration`, fn);
    for (const path of paths) this.#api.addRoutes({ path, methods: [method], integration });
  }
}
