import { Duration, Validations } from "aws-cdk-lib";
import { HttpApi as Api, CorsHttpMethod, type HttpMethod, HttpStage } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { httpAccessLog } from "./access-log.ts";
import type { DeploymentConfig } from "./deployment-config.ts";

/** The HTTP API, to which the capabilities add their routes. */
export class HttpApi extends Construct {
  readonly #api: Api;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#api = new Api(this, "Api", {
      apiName: `touchline-${config.name}`,
      createDefaultStage: false,
      // Reading is public. Webhooks come from servers, which send no preflight.
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
      throttle: config.http,
      accessLogSettings: httpAccessLog(this, config),
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

  /** Routes requests to the function, which may be invoked for these routes only. */
  addRoutes(fn: LambdaFunction, method: HttpMethod, ...paths: readonly string[]): void {
    const integration = new HttpLambdaIntegration(`${fn.node.scope?.node.id}Integration`, fn);
    for (const path of paths) this.#api.addRoutes({ path, methods: [method], integration });
  }
}
