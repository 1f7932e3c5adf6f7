import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SYNTHESIZED } from "../lib/synth.ts";
import { ofType, said } from "../lib/template-reader.ts";
import { ASYNCAPI, OPERATIONS } from "./api-documents.ts";

describe.each(SYNTHESIZED)("what $name has is documented, and nothing else", (deployment) => {
  const keys = (api: string) =>
    Object.values(ofType(deployment, "AWS::ApiGatewayV2::Route"))
      .filter(({ Properties }) => said(Properties.ApiId) === api)
      .map(({ Properties }) => String(Properties.RouteKey))
      .sort();

  test("routes over HTTP", () => {
    expect(Object.keys(OPERATIONS).sort()).toEqual(keys("HttpApi"));
  });

  test("parameters of the path are the path's", () => {
    for (const [route, { parameters }] of Object.entries(OPERATIONS)) {
      const named = parameters.filter((each) => each.in === "path").map(({ name }) => `{${name}}`);
      expect(route.match(/\{\w+\}/g) ?? []).toEqual(named);
    }
  });

  test("messages over the WebSocket, by their action", () => {
    const { messages, schemas } = ASYNCAPI.components;
    const actions = Object.keys(messages).flatMap((name) => {
      const properties = schemas[name]?.properties as Record<string, { const?: string }> | undefined;
      return properties?.action?.const ?? [];
    });
    expect(["$connect", "$disconnect", "$default", ...actions].sort()).toEqual(keys("LiveSocketsApi"));
  });

  test("the address of the WebSocket is its stage", () => {
    const names = Object.values(ofType(deployment, "AWS::ApiGatewayV2::Stage")).map(
      ({ Properties }) => Properties.StageName,
    );
    expect(names).toContain(ASYNCAPI.channels.live.address.slice(1));
  });
});

test("parameters of the handshake are those the functions read", () => {
  const read = ["sockets/connect-request.ts", "authorizer/request.ts"].flatMap((path) => {
    const source = readFileSync(new URL(`../../lambdas/${path}`, import.meta.url), "utf8");
    return Array.from(source.matchAll(/\b(?:query|queryStringParameters)\??\.(\w+)/g), ([, name]) => name);
  });
  expect(Object.keys(ASYNCAPI.channels.live.bindings.ws.query.properties).sort()).toEqual(
    [...new Set(read)].sort(),
  );
});
