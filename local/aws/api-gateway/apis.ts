import * as z from "zod";
import type { Functions, Resource, Template } from "../interfaces.ts";

/** An API of the template. */
export interface Api {
  readonly id: string;
  readonly stage: string;
  readonly domainName: string;
  readonly cors: Cors | undefined;
  /** `$request.body.action` for a WebSocket API. */
  readonly routeSelection: string | undefined;
  readonly routes: readonly Route[];
  readonly limits: RouteLimits;
}

export interface Route {
  /** `GET /health`, `$default`, `subscribe` */
  readonly key: string;
  readonly integration: Integration;
  /** Whether the client gets the result of the integration (WebSocket). */
  readonly responds: boolean;
  /** The authorizer (WebSocket, `$connect`). */
  readonly authorizer: Authorizer | undefined;
}

/** A REQUEST authorizer. */
export interface Authorizer {
  readonly id: string;
  /** A URI that holds the function's ARN. */
  readonly uri: string;
  /** Such as `route.request.querystring.token`: a request without one of them is refused without an invocation. */
  readonly identitySources: readonly string[];
}

export interface Integration {
  /** The function: an ARN, or a URI that holds it. */
  readonly uri: string;
  readonly timeoutMs: number | undefined;
}

/** Requests a second, and the burst; per route, or for the whole stage. */
export interface RouteLimits {
  readonly stage: Throttling | undefined;
  readonly routes: ReadonlyMap<string, Throttling>;
}

const cors = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.number().optional(),
});
export type Cors = z.infer<typeof cors>;

const throttling = z.object({
  ThrottlingRateLimit: z.number().optional(),
  ThrottlingBurstLimit: z.number().optional(),
});
export type Throttling = z.infer<typeof throttling>;

const api = z.object({
  ProtocolType: z.enum(["HTTP", "WEBSOCKET"]),
  RouteSelectionExpression: z.string().optional(),
  CorsConfiguration: cors.optional(),
});
const stage = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  DefaultRouteSettings: throttling.optional(),
  RouteSettings: z.record(z.string(), throttling).default({}),
});
const route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith("integrations/"),
  RouteResponseSelectionExpression: z.string().optional(),
  AuthorizationType: z.enum(["NONE", "CUSTOM"]).default("NONE"),
  AuthorizerId: z.string().optional(),
});
const authorizer = z.object({
  ApiId: z.string(),
  AuthorizerType: z.literal("REQUEST"),
  AuthorizerUri: z.string(),
  IdentitySource: z
    .array(z.string().regex(/^route\.request\.(querystring|header)\.[\w.-]+$/, "is not played"))
    .default([]),
  // API Gateway would invoke the authorizer with this role.
  AuthorizerCredentialsArn: z.undefined("is not played").optional(),
});
const routeResponse = z.object({ RouteId: z.string(), RouteResponseKey: z.string() });
const integration = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.string().optional(),
  TimeoutInMillis: z.number().optional(),
});

/** @throws Error unless the template has exactly one such API with one stage, and all of it is supported */
export function apiOf(template: Template, protocol: "HTTP" | "WEBSOCKET"): Api {
  const apis = read(template, "Api", api).filter(({ properties }) => properties.ProtocolType === protocol);
  const { ref: id, properties } = only(apis, `API with protocol ${protocol}`);
  const ofThis = <T extends { ApiId: string }>(found: Found<T>[]) =>
    found.filter(({ properties: { ApiId } }) => ApiId === id);
  const { properties: itsStage } = only(
    ofThis(read(template, "Stage", stage)),
    `stage of the ${protocol} API`,
  );
  const integrations = ofThis(read(template, "Integration", integration));
  const authorizers = ofThis(read(template, "Authorizer", authorizer));
  const responses = read(template, "RouteResponse", routeResponse).filter(
    ({ properties: { RouteResponseKey } }) => RouteResponseKey === "$default",
  );
  return {
    id,
    stage: itsStage.StageName,
    domainName: `${id}.execute-api.${template.environment.region}.amazonaws.com`,
    cors: properties.CorsConfiguration,
    routeSelection: properties.RouteSelectionExpression,
    routes: ofThis(read(template, "Route", route)).map(({ logicalId, ref, properties: its }) => ({
      key: its.RouteKey,
      integration: integrationOf(its.Target, integrations, logicalId),
      responds:
        its.RouteResponseSelectionExpression === "$default" &&
        responses.some(({ properties: { RouteId } }) => RouteId === ref),
      authorizer: authorizerOf(its, authorizers, logicalId, protocol),
    })),
    limits: {
      stage: itsStage.DefaultRouteSettings,
      routes: new Map(Object.entries(itsStage.RouteSettings)),
    },
  };
}

type Found<T> = Omit<Resource, "properties"> & { properties: T };

function read<T>(template: Template, type: string, schema: z.ZodType<T>): Found<T>[] {
  return template.ofType(`AWS::ApiGatewayV2::${type}`).map((resource) => {
    const parsed = schema.safeParse(resource.properties);
    if (parsed.success) return { ...resource, properties: parsed.data };
    throw new Error(`${resource.logicalId} is not played by the local run: ${z.prettifyError(parsed.error)}`);
  });
}

function only<T>(found: readonly T[], what: string): T {
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  throw new Error(`the local run needs one ${what}, the template has ${found.length}`);
}

function integrationOf(
  target: string,
  integrations: readonly Found<z.infer<typeof integration>>[],
  routeId: string,
): Integration {
  const ref = target.slice("integrations/".length);
  const found = integrations.find((candidate) => candidate.ref === ref);
  if (!found) throw new Error(`${routeId} points to the integration ${ref}, which its API does not have`);
  return { uri: found.properties.IntegrationUri, timeoutMs: found.properties.TimeoutInMillis };
}

function authorizerOf(
  { RouteKey, AuthorizationType, AuthorizerId }: z.infer<typeof route>,
  authorizers: readonly Found<z.infer<typeof authorizer>>[],
  routeId: string,
  protocol: "HTTP" | "WEBSOCKET",
): Authorizer | undefined {
  if (AuthorizationType === "NONE") return undefined;
  if (protocol === "HTTP") throw new Error(`${routeId}: authorizers of HTTP APIs are not played`);
  // The deployment would fail.
  if (RouteKey !== "$connect") throw new Error(`${routeId}: only $connect can have an authorizer`);
  const found = authorizers.find(({ ref }) => ref === AuthorizerId);
  if (!found) throw new Error(`${routeId} has the authorizer ${AuthorizerId}, which its API does not have`);
  const { AuthorizerUri, IdentitySource } = found.properties;
  return { id: found.ref, uri: AuthorizerUri, identitySources: IdentitySource };
}

/** Whether API Gateway may invoke a function for an API; cached, since a template never changes. */
export function permissions(template: Template, functions: Functions, { id }: Api) {
  const { partition, region, account } = template.environment;
  const known = new Map<string, boolean>();
  /** @param resource of the API: `{stage}/POST/webhooks/{provider}`, `{stage}/$connect`, `authorizers/{id}` */
  return (uri: string, resource: string): boolean => {
    const sourceArn = `arn:${partition}:execute-api:${region}:${account}:${id}/${resource}`;
    const key = `${uri} ${sourceArn}`;
    const answer = known.get(key) ?? functions.permits(uri, "apigateway.amazonaws.com", sourceArn);
    known.set(key, answer);
    return answer;
  };
}
