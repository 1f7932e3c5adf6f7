import { Duration, Stack, Validations } from "aws-cdk-lib";
import { type CfnApi, WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Access } from "./access.ts";
import { socketAccessLog } from "./access-log.ts";
import { allow } from "./allow.ts";
import { Audience } from "./audience.ts";
import { Turnstile } from "./connection-limiter.ts";
import type { Stage } from "./deployment-config.ts";
import { GatewayLogging } from "./gateway-logging.ts";
import { lambdaFunction } from "./lambda-function.ts";

/** Of a viewer's coming and going, which cannot be answered with a frame. */
const LIFECYCLE_ROUTES = ["$connect", "$disconnect"];

/** Of a viewer's messages, by their `action`. What the function returns is sent back as a frame. */
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
  readonly stage: Stage;
  readonly access: Access;
}

/** The viewers' door: who is connected and to what, and the way to post to them. */
export class LiveSockets extends Construct {
  readonly sockets: LambdaFunction;
  readonly welcome: LambdaFunction;
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;
  readonly #audience: Audience;

  constructor(scope: Construct, id: string, { stage, access }: LiveSocketsProps) {
    super(scope, id);
    this.#api = new WebSocketApi(this, "Api", { apiName: `touchline-${stage.name}-live` });
    this.#stage = this.#live(stage);
    this.#audience = new Audience(this, "Audience", stage);
    this.welcome = this.#welcomeFunction(stage);
    this.sockets = this.#socketsFunction(stage, access);
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

  /** What a function needs to do that, and to keep what others are brought up to date with. */
  get environment() {
    return { ...this.#audience.environment, CALLBACK_URL: this.#stage.callbackUrl };
  }

  /** May find the viewers of a channel, post to them, and forget who has left. */
  grantBroadcast(fn: LambdaFunction): void {
    this.#audience.grantReach(fn);
    this.#grantPush(fn);
  }

  /** May keep what newcomers and returners need. */
  grantKeep(fn: LambdaFunction): void {
    this.#audience.grantKeep(fn);
  }

  /** Posting only: neither looking a connection up nor closing it, and on this stage alone. */
  #grantPush(fn: LambdaFunction): void {
    const path = `${this.#stage.stageName}/POST/@connections/*`;
    const stack = Stack.of(this);
    const resource = stack.formatArn({
      service: "execute-api",
      resource: this.#api.apiId,
      resourceName: path,
    });
    allow(fn, ["execute-api:ManageConnections"], resource);
    const api = stack.getLogicalId(this.#api.node.defaultChild as CfnApi);
    Validations.of(fn.role ?? fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${api}>/${path}]`,
      reason:
        "Connections come and go; which of them a function posts to is decided by the audience's tables.",
    });
  }

  #live(stage: Stage): WebSocketStage {
    const live = new WebSocketStage(this, "Stage", {
      webSocketApi: this.#api,
      stageName: "live",
      autoDeploy: true,
      throttle: stage.sockets,
      accessLogSettings: socketAccessLog(this, stage),
    });
    live.node.addDependency(new GatewayLogging(this, "Logging"));
    return live;
  }

  #welcomeFunction(stage: Stage): LambdaFunction {
    const fn = lambdaFunction(this, "Welcome", {
      name: "greeter",
      stage,
      description: "Greets viewers who subscribed while connecting, once their handshake is done",
      memory: 512,
      timeout: Duration.seconds(15),
      environment: this.environment,
    });
    // A greeting that is a minute late is of no use: the viewer has asked again by then.
    fn.configureAsyncInvoke({ maxEventAge: Duration.minutes(1), retryAttempts: 2 });
    this.#audience.grantGreet(fn);
    this.#grantPush(fn);
    return fn;
  }

  #socketsFunction(stage: Stage, access: Access): LambdaFunction {
    const turnstile = new Turnstile(this, "Turnstile", stage);
    const fn = lambdaFunction(this, "Sockets", {
      name: "sockets",
      stage,
      description: "Answers viewers: connecting, subscribing, catching up, asking how things stand",
      memory: 512,
      // A replay is posted frame by frame; API Gateway waits 29 s for the answer.
      timeout: Duration.seconds(28),
      environment: {
        ...this.environment,
        ...access.environment,
        ...turnstile.environment,
        WELCOME_FUNCTION: this.welcome.functionName,
      },
    });
    turnstile.grantCount(fn);
    this.#audience.grantManage(fn);
    this.#grantPush(fn);
    allow(fn, ["lambda:InvokeFunction"], this.welcome.functionArn);
    return fn;
  }

  #route({ authorizer }: Access): void {
    for (const key of [...LIFECYCLE_ROUTES, ...MESSAGE_ROUTES]) {
      this.#api.addRoute(key, {
        // One for each route: shared, it would be given leave to invoke the function for the first only.
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
