import { Duration, Stack, Validations } from "aws-cdk-lib";
import { type CfnApi, WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Access } from "./access.ts";
import { socketAccessLog } from "./access-log.ts";
import { allow, holderOf, together } from "./allow.ts";
import { Audience } from "./audience.ts";
import { ConnectionLimiter } from "./connection-limiter.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { GatewayLogging } from "./gateway-logging.ts";
import { lambdaFunction } from "./lambda-function.ts";

/** Routes of a viewer's coming and going, which cannot be answered with a frame. */
const LIFECYCLE_ROUTES = ["$connect", "$disconnect"];

/** Routes of a viewer's messages, by their `action`. What the function returns goes back as a frame. */
const MESSAGE_ROUTES = [
  "subscribe",
  "unsubscribe",
  "subscribe_all",
  "history",
  "presence",
  "authenticate",
  "ping",
  "$default",
];

export interface LiveSocketsProps {
  readonly config: DeploymentConfig;
  readonly access: Access;
}

/** Lets viewers connect and subscribe, and other functions post to them. */
export class LiveSockets extends Construct {
  readonly sockets: LambdaFunction;
  readonly greeter: LambdaFunction;
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;
  readonly #audience: Audience;

  constructor(scope: Construct, id: string, { config, access }: LiveSocketsProps) {
    super(scope, id);
    this.#api = new WebSocketApi(this, "Api", { apiName: `touchline-${config.name}-live` });
    this.#stage = this.#live(config);
    this.#audience = new Audience(this, "Audience", config);
    this.greeter = this.#greeterFunction(config);
    this.sockets = this.#socketsFunction(config, access);
    this.#route(access);
  }

  /** `wss://...`, the stage included. */
  get url(): string {
    return this.#stage.url;
  }

  /** What a function needs to find viewers and post to them. */
  get audienceEnvironment() {
    return { ...this.#audience.viewersEnvironment, CALLBACK_URL: this.#stage.callbackUrl };
  }

  /** What a function needs to find viewers, post to them, and keep what brings others up to date. */
  get environment() {
    return { ...this.#audience.environment, CALLBACK_URL: this.#stage.callbackUrl };
  }

  /** Lets the grantee find the viewers of a channel, post to them, and forget who has left. */
  grantBroadcast(to: IGrantable): Grant {
    return together(this.#audience.grantFindSubscribers(to), this.#grantPost(to));
  }

  /** Lets the grantee keep what newcomers and returners need. */
  grantStoreSnapshots(to: IGrantable): Grant {
    return this.#audience.grantStoreSnapshots(to);
  }

  /** Lets the grantee post to connections of this stage, but neither look one up nor close it. */
  #grantPost(to: IGrantable): Grant {
    const path = `${this.#stage.stageName}/POST/@connections/*`;
    const stack = Stack.of(this);
    const resource = stack.formatArn({
      service: "execute-api",
      resource: this.#api.apiId,
      resourceName: path,
    });
    const api = stack.getLogicalId(this.#api.node.defaultChild as CfnApi);
    Validations.of(holderOf(to)).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${api}>/${path}]`,
      reason:
        "Connections come and go; which of them a function posts to is decided by the audience's tables.",
    });
    return allow(to, ["execute-api:ManageConnections"], resource);
  }

  #live(config: DeploymentConfig): WebSocketStage {
    const live = new WebSocketStage(this, "Stage", {
      webSocketApi: this.#api,
      stageName: "live",
      autoDeploy: true,
      throttle: config.sockets,
      accessLogSettings: socketAccessLog(this, config),
    });
    live.node.addDependency(new GatewayLogging(this, "Logging"));
    return live;
  }

  #greeterFunction(config: DeploymentConfig): LambdaFunction {
    const fn = lambdaFunction(this, "Greeter", {
      name: "greeter",
      config,
      description: "Greets viewers who subscribed while connecting, once their handshake is done",
      memory: 512,
      timeout: Duration.seconds(15),
      environment: this.environment,
    });
    // A greeting that is a minute late is of no use: the viewer has asked again by then.
    fn.configureAsyncInvoke({ maxEventAge: Duration.minutes(1), retryAttempts: 2 });
    this.#audience.grantGreet(fn);
    this.#grantPost(fn);
    return fn;
  }

  #socketsFunction(config: DeploymentConfig, access: Access): LambdaFunction {
    const limiter = new ConnectionLimiter(this, "ConnectionLimiter", config);
    const fn = lambdaFunction(this, "Sockets", {
      name: "sockets",
      config,
      description: "Answers viewers: connecting, subscribing, catching up, asking how things stand",
      memory: 512,
      // A replay is posted frame by frame; API Gateway waits 29 s for the answer.
      timeout: Duration.seconds(28),
      environment: {
        ...this.environment,
        ...access.environment,
        ...limiter.environment,
        GREETER_FUNCTION: this.greeter.functionName,
      },
    });
    limiter.grantCountConnections(fn);
    this.#audience.grantManage(fn);
    this.#grantPost(fn);
    allow(fn, ["lambda:InvokeFunction"], this.greeter.functionArn);
    return fn;
  }

  #route({ authorizer }: Access): void {
    for (const key of [...LIFECYCLE_ROUTES, ...MESSAGE_ROUTES]) {
      this.#api.addRoute(key, {
        // Each route has its own: a shared one would be allowed to invoke the function for the first route only.
        integration: new WebSocketLambdaIntegration("Integration", this.sockets),
        returnResponse: MESSAGE_ROUTES.includes(key),
        ...(key === "$connect" ? { authorizer } : {}),
      });
    }
    Validations.of(this.#api).acknowledge({
      id: "AwsSolutions-APIG4",
      reason: "Only $connect can have an authorizer, and has one; it decides for the whole connection.",
    });
  }
}
