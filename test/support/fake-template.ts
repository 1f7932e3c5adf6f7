import type { Functions, Invocation, Log, Resource, Template, Waiting } from "../../local/aws/interfaces.ts";

/** A template literal: logical id to type (without `AWS::`) and properties; `Ref` gives the logical id. */
export function fakeTemplate(resources: Record<string, [type: string, properties: object]>): Template {
  const all = Object.entries(resources).map(([logicalId, [type, properties]]): [string, Resource] => [
    logicalId,
    { logicalId, type: `AWS::${type}`, properties: { ...properties }, ref: logicalId },
  ]);
  return {
    environment: { partition: "aws", account: "111122223333", region: "eu-west-1", stackName: "test" },
    resources: new Map(all),
    outputs: new Map(),
    ofType: (type) => all.map(([, resource]) => resource).filter((resource) => resource.type === type),
    attribute: (logicalId, name) => `${logicalId}.${name}`,
  };
}

/** An HTTP or WebSocket API whose routes all point to the function of their name in `routes`. */
export function fakeApi(
  protocol: "HTTP" | "WEBSOCKET",
  stageName: string,
  routes: Record<string, string>,
  more: { api?: object; stage?: object; route?: (key: string) => object; integration?: object } = {},
): Template {
  const resources: Record<string, [string, object]> = {
    TheApi: [
      "ApiGatewayV2::Api",
      { ProtocolType: protocol, RouteSelectionExpression: "$request.body.action", ...more.api },
    ],
    TheStage: ["ApiGatewayV2::Stage", { ApiId: "TheApi", StageName: stageName, ...more.stage }],
  };
  for (const [index, [key, fn]] of Object.entries(routes).entries()) {
    resources[`Route${index}`] = [
      "ApiGatewayV2::Route",
      { ApiId: "TheApi", RouteKey: key, Target: `integrations/Integration${index}`, ...more.route?.(key) },
    ];
    resources[`Integration${index}`] = [
      "ApiGatewayV2::Integration",
      { ApiId: "TheApi", IntegrationType: "AWS_PROXY", IntegrationUri: fn, ...more.integration },
    ];
    resources[`Response${index}`] = [
      "ApiGatewayV2::RouteResponse",
      { ApiId: "TheApi", RouteId: `Route${index}`, RouteResponseKey: "$default" },
    ];
  }
  return fakeTemplate(resources);
}

type Handler = (event: never) => unknown;

/** Functions by name, as plain handlers; one that throws fails as Lambda reports it. */
export function fakeFunctions(handlers: Record<string, Handler>): Functions & { asked: string[] } {
  const asked: string[] = [];
  const invoke = async (reference: string, event: unknown, waiting: Waiting = {}): Promise<Invocation> => {
    const handler = handlers[reference];
    if (!handler) throw new Error(`no function ${reference}`);
    waiting.started?.();
    try {
      return { payload: JSON.parse(JSON.stringify((await handler(event as never)) ?? null)) };
    } catch (error) {
      if (error instanceof Error && error.name === "TooManyRequestsException") throw error;
      const errorMessage = error instanceof Error ? error.message : String(error);
      return { payload: { errorMessage }, functionError: "Unhandled" };
    }
  };
  return {
    asked,
    invoke,
    invokeAsync: (reference, event) => void invoke(reference, event),
    permits(reference, principal, sourceArn) {
      asked.push(`${principal} ${sourceArn}`);
      return !reference.startsWith("forbidden");
    },
    kill: () => 0,
  };
}

export function silentLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const add = (source: string, message: string) => void lines.push(`${source}: ${message}`);
  return { lines, info: add, warn: add, error: add };
}
