/**
 * The interfaces between the parts of the local run. The folders beside this file implement them; whoever uses a part,
 * and tests that play one, only need these.
 */

/** One resource of the template, every intrinsic function in its properties resolved. */
export interface Resource {
  readonly logicalId: string;
  /** `AWS::Lambda::Function` and so on. */
  readonly type: string;
  /** As in the CloudFormation reference of its type; their readers validate them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Ref` gives: a name, an id, a URL, depending on the type. */
  readonly ref: string;
}

export interface Environment {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

/** The synthesized template, resolved against the local machine. */
export interface Template {
  readonly environment: Environment;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Outputs of the stack by name, resolved. */
  readonly outputs: ReadonlyMap<string, string>;
  ofType(type: string): Resource[];
  /** What `Fn::GetAtt` gives. @throws Error if the type has no such attribute here */
  attribute(logicalId: string, name: string): string;
}

/** The result of a synchronous invocation, as the Lambda API returns it. */
export interface Invocation {
  /** What the handler returned, after JSON; `null` for undefined. With `functionError`: the error object. */
  readonly payload: unknown;
  /** Set where the handler threw, timed out, or its process ended. */
  readonly functionError?: "Unhandled";
}

/** Who invokes a function may have to wait for an instance, which Lambda would have at once. */
export interface Waiting {
  /** Called when an instance takes the event: time that is limited on AWS counts from here. */
  started?: () => void;
  /** Aborted where nobody wants the answer any more: an event that no instance has taken yet is dropped. */
  signal?: AbortSignal;
}

/** The functions of the template, running. */
export interface Functions {
  /**
   * `reference` may be the function's name, logical id, ARN (also with a version or alias), or an API
   * Gateway integration URI that holds the ARN. Rejects only if there is no such function, or with a
   * `TooManyRequestsException` if more invocations are under way than an account may have.
   */
  invoke(reference: string, event: unknown, waiting?: Waiting): Promise<Invocation>;
  /** InvocationType `Event`: returns at once, tries three times in all, as Lambda does. */
  invokeAsync(reference: string, event: unknown): void;
  /**
   * Whether an `AWS::Lambda::Permission` of the template lets `principal` (`apigateway.amazonaws.com`)
   * invoke the function on behalf of `sourceArn`
   * (`arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{method}{/path}` for an HTTP API,
   * `.../{apiId}/{stage}/{routeKey}` for a WebSocket API). Gateways must ask before they invoke.
   */
  permits(reference: string, principal: string, sourceArn: string): boolean;
  /** Terminates running instances at once, as a crash would. @returns how many there were */
  kill(logicalIdPrefix: string): number;
}

export type PostResult = "ok" | "gone";

export interface ConnectionInfo {
  /** RFC 3339, as in the answers of the API. */
  connectedAt: string;
  lastActiveAt: string;
  identity: { sourceIp: string; userAgent: string };
}

/** The `@connections` API of the WebSocket API; the AWS endpoint delegates to it. */
export interface Connections {
  post(connectionId: string, data: Buffer): PostResult | Promise<PostResult>;
  get(connectionId: string): ConnectionInfo | undefined;
  delete(connectionId: string): PostResult | Promise<PostResult>;
}

/** The log of the local run; `source` is a function's name or a part of the run. */
export interface Log {
  info(source: string, message: string): void;
  warn(source: string, message: string): void;
  error(source: string, message: string): void;
}

export interface HttpApiOptions {
  template: Template;
  functions: Functions;
  port: number;
  log: Log;
}

export interface RunningHttpApi {
  /** Without a trailing slash: `http://localhost:3000` */
  url: string;
  stop(): Promise<void>;
}

export interface WebSocketApiOptions {
  template: Template;
  functions: Functions;
  port: number;
  log: Log;
}

export interface RunningWebSocketApi {
  /** With the stage: `ws://localhost:3001/live` */
  url: string;
  connections: Connections;
  stop(): Promise<void>;
}

/** The database of local/postgres/postgres.ts. */
export interface RunningPostgres {
  host: string;
  port: number;
  owner: { username: string; password: string };
  database: string;
  /** Certificate of the authority that signed the server's. */
  caPem: string;
  /** Both can be called repeatedly; the port stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}
