import { CfnParameter, Duration } from "aws-cdk-lib";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { DeploymentConfig } from "./deployment-config.ts";
import { lambdaFunction } from "./lambda-function.ts";

/** Decides on every handshake: by whose tokens count, and where pages may connect from. */
export class Access extends Construct {
  readonly fn: LambdaFunction;
  /** Authorizer of `$connect`, the only route of a WebSocket API that can have one. */
  readonly authorizer: WebSocketLambdaAuthorizer;
  readonly #issuers: CfnParameter;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#issuers = this.#parameter("TokenIssuers", {
      default: "[]",
      description:
        'Whose JWTs count: JSON such as [{"issuer":"https://id.example.com","audience":"touchline"}]. ' +
        "Cognito's audience is the id of an app client; jwks_uri is needed where an issuer has no OpenID configuration.",
      // Requires both of every issuer; any other mistake shows in the function's log.
      allowedPattern: String.raw`^\s*\[\s*(\{[^{}]*"issuer"\s*:\s*"https://[^{}]*\}\s*(,\s*\{[^{}]*"issuer"\s*:\s*"https://[^{}]*\}\s*)*)?\]\s*$`,
      constraintDescription:
        'must be a JSON array of objects with "issuer" (an https URL) and "audience", or [] for no issuer',
    });
    const origins = this.#parameter("AllowedOrigins", {
      default: "*",
      description:
        "Origins of the pages that may open WebSockets, separated by commas, such as https://example.com,https://m.example.com; * for any.",
      allowedPattern: String.raw`^(\*|https?://[a-z0-9.:\[\]-]+(,https?://[a-z0-9.:\[\]-]+)*)$`,
      constraintDescription: "must be * or origins in lower case without a path, separated by commas",
    });
    this.fn = lambdaFunction(this, "Authorizer", {
      name: "authorizer",
      config,
      description: "Lets viewers in by their token and the page they come from",
      memory: 512,
      // Leaves time to ask a slow issuer twice before the viewer is told.
      timeout: Duration.seconds(15),
      environment: {
        ...this.environment,
        ALLOWED_ORIGINS: origins.valueAsString,
        ANONYMOUS: String(config.anonymous),
      },
    });
    this.authorizer = new WebSocketLambdaAuthorizer("Authorizer", this.fn, {
      // API Gateway answers 401 by itself where one of these is missing. The token may be, the host never is.
      identitySource: ["route.request.header.Host"],
    });
  }

  /** What a function needs to verify tokens. */
  get environment() {
    return { TOKEN_ISSUERS: this.#issuers.valueAsString };
  }

  /** Makes a parameter under its plain name, by which whoever deploys gives it. */
  #parameter(name: string, props: ConstructorParameters<typeof CfnParameter>[2]): CfnParameter {
    const parameter = new CfnParameter(this, name, { type: "String", ...props });
    parameter.overrideLogicalId(name);
    return parameter;
  }
}
