import { CfnParameter, Duration } from "aws-cdk-lib";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Stage } from "./deployment-config.ts";
import { lambdaFunction } from "./lambda-function.ts";

/** Whose tokens count, where pages may connect from, and the function that decides on every handshake. */
export class Access extends Construct {
  readonly fn: LambdaFunction;
  /** For `$connect`, the only route of a WebSocket API that can have one. */
  readonly authorizer: WebSocketLambdaAuthorizer;
  readonly #issuers: CfnParameter;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#issuers = this.#parameter("TokenIssuers", {
      default: "[]",
      description:
        'Whose JWTs count: JSON such as [{"issuer":"https://id.example.com","audience":"touchline"}]. ' +
        "Cognito's audience is the id of an app client; jwks_uri is needed where an issuer has no OpenID configuration.",
      // Both are required of every issuer; what else is wrong with it shows in the function's log.
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
      stage,
      description: "Lets viewers in by their token and the page they come from",
      memory: 512,
      // An issuer that is slow is asked twice; then the viewer is told.
      timeout: Duration.seconds(15),
      environment: {
        ...this.environment,
        ALLOWED_ORIGINS: origins.valueAsString,
        ANONYMOUS: String(stage.anonymous),
      },
    });
    this.authorizer = new WebSocketLambdaAuthorizer("Authorizer", this.fn, {
      // A handshake that lacks one of these is answered 401 unasked. The token may be missing, this never is.
      identitySource: ["route.request.header.Host"],
    });
  }

  /** What a function needs to verify tokens. */
  get environment() {
    return { TOKEN_ISSUERS: this.#issuers.valueAsString };
  }

  /** By its plain name, as whoever deploys gives it. */
  #parameter(name: string, props: ConstructorParameters<typeof CfnParameter>[2]): CfnParameter {
    const parameter = new CfnParameter(this, name, { type: "String", ...props });
    parameter.overrideLogicalId(name);
    return parameter;
  }
}
