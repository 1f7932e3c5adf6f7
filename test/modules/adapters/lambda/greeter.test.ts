import { afterEach, describe, expect, test } from "vitest";
import { lambdaIdentity } from "../../../../modules/adapters/api-gateway/credentials.ts";
import { lambdaGreeter } from "../../../../modules/adapters/lambda/greeter.ts";
import { lambdaEndpoint } from "../../../../modules/adapters/lambda/invoke.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import {
  answer,
  type CallbackScript,
  type CallbackServer,
  startCallback,
} from "../../../support/callback.ts";

const identity = {
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
};

let server: CallbackServer | undefined;
afterEach(() => server?.stop());

async function greeter(script: CallbackScript, functionName = "touchline-greeter") {
  server = await startCallback(script);
  const endpoint = new URL(server.url);
  return lambdaGreeter({ ...identity, endpoint, functionName, sleep: async () => {} });
}

describe("a greeting", () => {
  test("is an asynchronous invocation of the function, signed for Lambda", async () => {
    const { greet } = await greeter((_, response) => answer(response, 202));
    await greet("a=", ["match:1", "all"], { "match:1": 41 });
    expect(server?.calls).toMatchObject([
      {
        path: "/2015-03-31/functions/touchline-greeter/invocations",
        body: '{"connection_id":"a=","channels":["match:1","all"],"after":{"match:1":41}}',
        headers: {
          "x-amz-invocation-type": "Event",
          authorization: expect.stringMatching(
            /\/eu-west-1\/lambda\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-invocation-type, /,
          ),
        },
      },
    ]);
  });

  test("names a function by its ARN as well", async () => {
    const { greet } = await greeter(
      (_, response) => answer(response, 202),
      "arn:aws:lambda:eu-west-1:1:function:w",
    );
    await greet("a=", []);
    expect(server?.calls[0]?.path).toBe(
      "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Aw/invocations",
    );
  });

  test("is tried again while Lambda is busy", async () => {
    const { greet } = await greeter((_, response, index) => answer(response, [429, 500, 202][index] ?? 418));
    await greet("a=", []);
    expect(server?.calls).toHaveLength(3);
  });

  test.each([403, 404, 429, 500])("that Lambda answers with %i is an outage", async (status) => {
    const { greet } = await greeter((_, response) => answer(response, status));
    await expect(greet("a=", [])).rejects.toBeInstanceOf(OutageError);
  });

  test("that Lambda does not answer is an outage with its cause", async () => {
    const { greet } = await greeter((_, response) => response.socket?.destroy());
    await expect(greet("a=", [])).rejects.toMatchObject({ name: "OutageError", cause: expect.any(Error) });
  });
});

test("Lambda is where the environment says, or at AWS", () => {
  const at = (environment: NodeJS.ProcessEnv) => lambdaEndpoint("eu-west-1", environment).href;
  expect(at({})).toBe("https://lambda.eu-west-1.amazonaws.com/");
  expect(at({ AWS_ENDPOINT_URL: "http://localhost:4566" })).toBe("http://localhost:4566/");
  expect(at({ AWS_ENDPOINT_URL: "http://localhost:1", AWS_ENDPOINT_URL_LAMBDA: "http://localhost:2" })).toBe(
    "http://localhost:2/",
  );
});

test("the identity is what Lambda put into the environment", () => {
  const variables = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(lambdaIdentity({ ...variables, AWS_SESSION_TOKEN: "c" })).toEqual({
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" },
  });
  expect(lambdaIdentity(variables).credentials).toEqual({ accessKeyId: "a", secretAccessKey: "b" });
  expect(() => lambdaIdentity({ AWS_REGION: "eu-west-1" })).toThrow(/AWS_ACCESS_KEY_ID/);
});
