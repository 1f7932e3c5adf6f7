import { describe, expect, test } from "vitest";
import { SYNTHESIZED } from "./synth.ts";
import { ofType, only, said } from "./template-reader.ts";

const WEBHOOK_ROUTES = [
  "POST /webhooks/match-events",
  "POST /webhooks/match-status",
  "POST /webhooks/{provider}",
  "POST /webhooks/{provider}/{secret}",
];
/** Each asks for a token itself, so that its refusals are worded as all others are. */
const OPERATIONS_ROUTES = [
  "DELETE /api/v1/ids/{provider}/{kind}/{external}",
  "GET /api/v1/feed/health",
  "GET /api/v1/ids",
  "GET /api/v1/ids/{provider}/{kind}/{external}",
  "POST /api/v1/matches/{id}/events",
  "PUT /api/v1/ids/{provider}/{kind}/{external}",
];
const READ_ROUTES = [
  "GET /api/v1/matches",
  "GET /api/v1/matches/{id}",
  "GET /api/v1/matches/{id}/events",
  "GET /health",
];
const CLOCKED = [
  "FeedMonitorFunction.Arn by FeedMonitorEveryMinute.Arn",
  "PollerFunction.Arn by PollerEveryMinute.Arn",
];
const MESSAGE_ROUTES = [
  "$default",
  "authenticate",
  "history",
  "ping",
  "presence",
  "subscribe",
  "subscribe_all",
  "unsubscribe",
];
const SOCKET_ROUTES = ["$connect", "$disconnect", ...MESSAGE_ROUTES];

describe.each(SYNTHESIZED)("what is public in $name", (deployment) => {
  const integrations = ofType(deployment, "AWS::ApiGatewayV2::Integration");
  const routes = Object.values(ofType(deployment, "AWS::ApiGatewayV2::Route")).map(({ Properties }) => ({
    api: said(Properties.ApiId),
    key: String(Properties.RouteKey),
    answeredBy: /(\w+Function)\.Arn/.exec(
      said(integrations[said(Properties.Target).replace("integrations/", "")]?.Properties.IntegrationUri),
    )?.[1],
    returnsFrame: Properties.RouteResponseSelectionExpression === "$default",
  }));
  const answered = (api: string) =>
    Object.fromEntries(
      routes.filter((route) => route.api === api).map(({ key, answeredBy }) => [key, answeredBy]),
    );

  test("over HTTP: these routes and nothing else", () => {
    expect(answered("HttpApi")).toEqual(
      Object.fromEntries([
        ...WEBHOOK_ROUTES.map((route) => [route, "WebhookApiWebhookFunction"]),
        ...READ_ROUTES.map((route) => [route, "ReadApiFunction"]),
        ...OPERATIONS_ROUTES.map((route) => [route, "OperationsFunction"]),
      ]),
    );
  });

  test("over the WebSocket: these routes and nothing else", () => {
    expect(answered("LiveSocketsApi")).toEqual(
      Object.fromEntries(SOCKET_ROUTES.map((route) => [route, "LiveSocketsFunction"])),
    );
  });

  test("every handshake is decided on by the authorizer, and nothing of it is kept for the next", () => {
    const { LiveSocketsApiAuthorizer: its, ...others } = ofType(deployment, "AWS::ApiGatewayV2::Authorizer");
    expect(others).toEqual({});
    expect(its?.Properties).toEqual({
      ApiId: { Ref: expect.stringMatching(/^LiveSocketsApi/) },
      Name: "Authorizer",
      AuthorizerType: "REQUEST",
      AuthorizerUri: expect.anything(),
      // What no handshake lacks: without a token it still has to be asked.
      IdentitySource: ["route.request.header.Host"],
    });
    expect(said(its?.Properties.AuthorizerUri)).toContain("AccessAuthorizerFunction.Arn");
    const authorized = Object.values(ofType(deployment, "AWS::ApiGatewayV2::Route")).filter(
      ({ Properties }) => (Properties.AuthorizationType ?? "NONE") !== "NONE",
    );
    expect(authorized.map(({ Properties }) => Properties.RouteKey)).toEqual(["$connect"]);
    expect(authorized.map(({ Properties }) => said(Properties.AuthorizerId))).toEqual([
      "LiveSocketsApiAuthorizer",
    ]);
  });

  test("what a message route returns reaches the viewer, by a route response", () => {
    expect(
      routes
        .filter(({ returnsFrame }) => returnsFrame)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(MESSAGE_ROUTES);
    expect(Object.keys(ofType(deployment, "AWS::ApiGatewayV2::RouteResponse"))).toHaveLength(
      MESSAGE_ROUTES.length,
    );
  });

  test("there are two APIs, and no function has a URL of its own", () => {
    expect(Object.keys(ofType(deployment, "AWS::ApiGatewayV2::Api")).sort()).toEqual([
      "HttpApi",
      "LiveSocketsApi",
    ]);
    deployment.template.resourceCountIs("AWS::Lambda::Url", 0);
  });

  const permissions = Object.values(ofType(deployment, "AWS::Lambda::Permission")).map(
    ({ Properties }) => Properties,
  );

  test("only API Gateway may invoke a function from outside, each for its own routes", () => {
    const paths: Record<string, string[]> = {};
    for (const Properties of permissions.filter((each) => each.Principal !== "events.amazonaws.com")) {
      expect(Properties.Principal).toBe("apigateway.amazonaws.com");
      const name = said(Properties.FunctionName).replace(".Arn", "");
      const path = said(Properties.SourceArn).split(":AWS::AccountId:")[1] ?? "";
      paths[name] = [...(paths[name] ?? []), path].sort();
    }
    const ofRoute = (route: string) => `HttpApi/*/*${route.split(" ")[1]}`;
    expect(paths).toEqual({
      WebhookApiWebhookFunction: WEBHOOK_ROUTES.map(ofRoute).sort(),
      ReadApiFunction: READ_ROUTES.map(ofRoute).sort(),
      OperationsFunction: OPERATIONS_ROUTES.map(ofRoute).sort(),
      AccessAuthorizerFunction: ["LiveSocketsApi/authorizers/LiveSocketsApiAuthorizer"],
      LiveSocketsFunction: SOCKET_ROUTES.map((route) => `LiveSocketsApi/*${route}`).sort(),
    });
  });

  test("the clock may invoke these, each by its own rule, every minute", () => {
    const invoked = permissions
      .filter(({ Principal }) => Principal === "events.amazonaws.com")
      .map(({ FunctionName, SourceArn }) => `${said(FunctionName)} by ${said(SourceArn)}`);
    expect(invoked.sort()).toEqual(CLOCKED);
    for (const { Properties } of Object.values(ofType(deployment, "AWS::Events::Rule"))) {
      expect(Properties).toMatchObject({ ScheduleExpression: "rate(1 minute)", State: "ENABLED" });
    }
  });

  test("both doors are throttled and keep an access log without addresses of people", () => {
    const stages = Object.values(ofType(deployment, "AWS::ApiGatewayV2::Stage"));
    expect(stages.map(({ Properties }) => Properties.StageName).sort()).toEqual(["$default", "live"]);
    for (const { Properties } of stages) {
      expect(Properties.DefaultRouteSettings).toEqual({
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      });
      const { DestinationArn, Format } = Properties.AccessLogSettings as Record<string, unknown>;
      expect(said(DestinationArn)).toMatch(/AccessLogs\.Arn$/);
      expect(Format).not.toMatch(
        /sourceIp|userAgent|identity|querystring|authorizer|header|path|request\.|error\.m/i,
      );
    }
  });

  test("pages of any origin may read, and only read", () => {
    const api = ofType(deployment, "AWS::ApiGatewayV2::Api").HttpApi;
    expect(api?.Properties.CorsConfiguration).toMatchObject({ AllowOrigins: ["*"], AllowMethods: ["GET"] });
    expect(api?.Properties.CorsConfiguration).not.toHaveProperty("AllowCredentials");
  });

  test("the database is not: no address, no public subnet, and only the functions that were let in", () => {
    expect(only(deployment, "AWS::RDS::DBInstance").Properties.PubliclyAccessible).toBe(false);
    const subnets = only(deployment, "AWS::RDS::DBSubnetGroup").Properties.SubnetIds as unknown[];
    expect(subnets.map(said)).toEqual(["NetworkVpcdatabaseSubnet1Subnet", "NetworkVpcdatabaseSubnet2Subnet"]);
    const rules = Object.values(ofType(deployment, "AWS::EC2::SecurityGroupIngress"));
    expect(rules.map(({ Properties }) => said(Properties.SourceSecurityGroupId)).sort()).toEqual([
      "ConsumerSecurityGroup.GroupId",
      "DatabaseMigrationMigrateSecurityGroup.GroupId",
      "ReadApiSecurityGroup.GroupId",
      "ReconcilerSecurityGroup.GroupId",
    ]);
    for (const { Properties } of rules) {
      expect(said(Properties.GroupId)).toBe("DatabaseSecurityGroup.GroupId");
      expect(said(Properties.FromPort)).toBe("DatabasePostgres.Endpoint.Port");
      expect(said(Properties.ToPort)).toBe("DatabasePostgres.Endpoint.Port");
    }
  });

  test("the database's subnets have no way out", () => {
    const routes = Object.values(ofType(deployment, "AWS::EC2::Route"));
    expect(routes.map(({ Properties }) => said(Properties.RouteTableId)).join()).not.toContain("database");
  });

  test("nothing lets in an address range, and out go HTTPS and the database only", () => {
    for (const [name, { Properties }] of Object.entries(ofType(deployment, "AWS::EC2::SecurityGroup"))) {
      expect(Properties, name).not.toHaveProperty("SecurityGroupIngress");
      const [rule, ...others] = Properties.SecurityGroupEgress as Record<string, unknown>[];
      expect(others, name).toEqual([]);
      const out = rule?.CidrIp === "0.0.0.0/0" ? rule.FromPort : "nobody";
      expect([name, out]).toEqual([name, /Consumer|Migrate|Reconciler/.test(name) ? 443 : "nobody"]);
    }
    for (const { Properties } of Object.values(ofType(deployment, "AWS::EC2::SecurityGroupEgress"))) {
      expect(said(Properties.DestinationSecurityGroupId)).toBe("DatabaseSecurityGroup.GroupId");
    }
  });
});
