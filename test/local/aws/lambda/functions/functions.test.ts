import { join } from "node:path";
import { generate } from "selfsigned";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadTemplate } from "../../../../../local/aws/cloudformation/load.ts";
import { functionDefinitions } from "../../../../../local/aws/lambda/functions/definition.ts";
import {
  type RunningFunctions,
  startFunctions,
} from "../../../../../local/aws/lambda/functions/functions.ts";
import { eventually } from "../../../../support/eventually.ts";
import { assembly, lambda } from "../../../../support/local/assembly.ts";
import { recordingLog } from "../../../../support/local/recording-log.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const ENDPOINT = "http://127.0.0.1:4566";
const PERMISSION = {
  Type: "AWS::Lambda::Permission",
  Properties: {
    Action: "lambda:InvokeFunction",
    FunctionName: { "Fn::GetAtt": ["Echo", "Arn"] },
    Principal: "apigateway.amazonaws.com",
    SourceArn: "arn:aws:execute-api:us-east-1:000000000000:abc123/*/*/health",
  },
};

const INVOKE_CONFIG = {
  Type: "AWS::Lambda::EventInvokeConfig",
  Properties: { FunctionName: { Ref: "Lost" }, Qualifier: "$LATEST", MaximumRetryAttempts: 0 },
};

function start(
  properties: Record<string, unknown> = {},
  options: { trust?: string[]; publicTrust?: string[]; maxInstances?: number; concurrency?: number } = {},
) {
  const read = assembly(join(temporaryFolder(), "cdk.out"), {
    ...lambda("Echo", "echo", properties),
    ...lambda("Lost", "nowhere"),
    Permission: PERMISSION,
    InvokeConfig: INVOKE_CONFIG,
  });
  const template = loadTemplate(read, { endpointUrl: ENDPOINT, database: { host: "localhost", port: 1 } });
  const log = recordingLog();
  const functions = startFunctions({
    template,
    definitions: functionDefinitions(template, read, ENDPOINT),
    log,
    ...options,
  });
  onTestFinished(() => functions.stop());
  return { functions, log, template };
}

interface Answer {
  event: unknown;
  loadedAt: number;
  remaining: number;
  context: Record<string, unknown>;
  env: Record<string, string>;
  trusts?: boolean;
}

async function answer(functions: RunningFunctions, event: unknown = {}): Promise<Answer> {
  const { payload, functionError } = await functions.invoke("Echo", event);
  expect(functionError).toBeUndefined();
  return payload as Answer;
}

describe("a local function", () => {
  it("has the environment of the template and what Lambda adds, and nothing of this process", async () => {
    const variables = {
      GREETING: "hello",
      CALLBACK_URL: "https://abc123.execute-api.us-east-1.amazonaws.com/live",
    };
    const { functions } = start({ Environment: { Variables: variables }, MemorySize: 512 });
    process.env.TOUCHLINE_LEAK = "secret";
    onTestFinished(() => void delete process.env.TOUCHLINE_LEAK);
    const { env, context, remaining } = await answer(functions);
    expect(env).toMatchObject({
      GREETING: "hello",
      CALLBACK_URL: `${ENDPOINT}/execute-api/abc123/live`,
      AWS_ENDPOINT_URL: ENDPOINT,
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "hand-made-Echo",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
    });
    expect(env.TOUCHLINE_LEAK).toBeUndefined();
    expect(context).toMatchObject({
      functionName: "hand-made-Echo",
      memoryLimitInMB: "512",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:hand-made-Echo",
    });
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(10_000);
  });

  it("stays warm, one event at a time, and gets help when there is more to do", async () => {
    const { functions } = start({}, { maxInstances: 2 });
    const first = await answer(functions);
    expect((await answer(functions)).loadedAt).toBe(first.loadedAt);
    // However long the help takes to come: there is more to do until it has.
    const seen = new Set<number>();
    const work = async () => {
      while (seen.size < 2) seen.add((await answer(functions, { sleepMs: 10 })).loadedAt);
    };
    await Promise.all(Array.from({ length: 6 }, work));
    expect(seen.size).toBe(2);
  });

  it("runs no more instances than the function reserves", async () => {
    const { functions } = start({ ReservedConcurrentExecutions: 1 });
    const busy = await Promise.all(Array.from({ length: 4 }, () => answer(functions, { sleepMs: 20 })));
    expect(new Set(busy.map(({ loadedAt }) => loadedAt)).size).toBe(1);
  });

  it("says when an instance takes an event, which may be after others have been answered", async () => {
    const { functions } = start({}, { maxInstances: 1 });
    const course: string[] = [];
    const invoke = async (name: string) => {
      await functions.invoke("Echo", {}, { started: () => course.push(`${name} started`) });
      course.push(`${name} answered`);
    };
    await Promise.all([invoke("a"), invoke("b")]);
    expect(course.indexOf("b started")).toBeGreaterThan(course.indexOf("a started"));
    expect(course.toSorted()).toEqual(["a answered", "a started", "b answered", "b started"]);
  });

  it("drops an event nobody waits for any more, unless an instance has taken it", async () => {
    const { functions, log } = start({}, { maxInstances: 1 });
    const [taken, queued] = [new AbortController(), new AbortController()];
    const started = () => {
      taken.abort();
      queued.abort();
    };
    const [first, second] = await Promise.all([
      functions.invoke("Echo", { say: "first" }, { started, signal: taken.signal }),
      functions.invoke("Echo", { say: "second" }, { signal: queued.signal }),
    ]);
    expect(first).not.toHaveProperty("functionError");
    expect(second).toMatchObject({ functionError: "Unhandled" });
    await answer(functions, { say: "third" });
    await eventually(() =>
      expect(log.lines.filter((line) => /first|second|third/.test(line)).length).toBe(2),
    );
    expect(log.lines.join()).not.toContain("second");
  });

  it("refuses at once what is more than an account may run at a time", async () => {
    const { functions } = start({}, { maxInstances: 1, concurrency: 2 });
    const allowed = [answer(functions), answer(functions)];
    const refusal = { name: "TooManyRequestsException" };
    await expect(functions.invoke("Echo", {})).rejects.toMatchObject(refusal);
    expect(await Promise.all(allowed)).toHaveLength(2);
    await answer(functions);
  });

  it("keeps asynchronous events until they can run, however many there are", async () => {
    const { functions, log } = start({}, { maxInstances: 1, concurrency: 2 });
    for (const say of ["one", "two", "three", "four"]) functions.invokeAsync("Echo", { say });
    await eventually(() =>
      expect(log.lines.filter((line) => /one|two|three|four/.test(line)).length).toBe(4),
    );
  });

  it("reports what the handler throws, and goes on", async () => {
    const { functions } = start();
    const { loadedAt } = await answer(functions);
    expect(await functions.invoke("Echo", { throw: "no such match" })).toMatchObject({
      functionError: "Unhandled",
      payload: { errorType: "TypeError", errorMessage: "no such match", trace: expect.any(Array) },
    });
    expect((await answer(functions)).loadedAt).toBe(loadedAt);
  });

  it.each<[string, Record<string, unknown>, RegExp, RegExp]>([
    ["runs into its timeout", { hang: true }, /^Sandbox\.Timedout$/, /Task timed out after 1\.00 seconds/],
    ["exits", { exit: true }, /^Runtime\.ExitError$/, /exit status 3/],
    ["fills its memory", { fill: 7 }, /^Runtime\.OutOfMemory$/, /signal: killed/],
  ])("that %s fails its event and is replaced", async (_name, event, errorType, errorMessage) => {
    // Filling the memory takes longer than the timeout may.
    const { functions } = start({ Timeout: event.fill ? 60 : 1, MemorySize: 128 });
    const { loadedAt } = await answer(functions);
    expect(await functions.invoke("Echo", event)).toMatchObject({
      functionError: "Unhandled",
      payload: {
        errorType: expect.stringMatching(errorType),
        errorMessage: expect.stringMatching(errorMessage),
      },
    });
    expect((await answer(functions)).loadedAt).not.toBe(loadedAt);
  });

  it("can be killed in the middle of an event", async () => {
    const { functions } = start();
    const running = functions.invoke("Echo", { hang: true });
    await eventually(() => expect(functions.kill("Ech")).toBe(1));
    expect(await running).toMatchObject({
      functionError: "Unhandled",
      payload: { errorType: "Runtime.ExitError" },
    });
    await answer(functions);
  });

  it("says which handler its bundle lacks", async () => {
    const { functions } = start();
    expect(await functions.invoke("Lost", {})).toMatchObject({
      functionError: "Unhandled",
      payload: { errorType: "Runtime.HandlerNotFound", errorMessage: expect.stringContaining("nowhere") },
    });
  });

  it("trusts the local authority only where the template sets NODE_EXTRA_CA_CERTS, and a public one always", async () => {
    const { cert } = await generate([{ name: "commonName", value: "local authority" }]);
    const variables = { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" };
    const trusting = start({ Environment: { Variables: variables } }, { trust: [cert] });
    const plain = start({}, { trust: [cert] });
    expect((await answer(trusting.functions, { authority: cert })).trusts).toBe(true);
    expect((await answer(plain.functions, { authority: cert })).trusts).toBe(false);
    const open = start({}, { publicTrust: [cert] });
    expect((await answer(open.functions, { authority: cert })).trusts).toBe(true);
  });

  it("has its output in the log, errors as errors", async () => {
    const { functions, log } = start();
    await answer(functions, { say: "the post!" });
    await eventually(() => expect(log.lines).toContain("error hand-made-Echo: the post!"));
  });

  it("gets a failed asynchronous event twice more, unless the template says otherwise", async () => {
    const { functions, log } = start();
    functions.invokeAsync("Echo", { throw: "again" });
    functions.invokeAsync("Lost", {});
    const dropped = (name: string, attempts: number) =>
      `error hand-made-${name}: asynchronous event dropped after ${attempts} attempts`;
    await eventually(() => expect(log.lines).toContain(dropped("Echo", 3)));
    expect(log.lines).toContain(dropped("Lost", 1));
    expect(log.lines.filter((line) => line.includes('"again"'))).toHaveLength(3);
  });

  it("is found by name, logical id, ARN, version and integration URI, and nothing else", async () => {
    const { functions, template } = start();
    const arn = template.attribute("Echo", "Arn");
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
    for (const reference of ["hand-made-Echo", "Echo", arn, `${arn}:1`, uri]) {
      expect((await functions.invoke(reference, {})).functionError).toBeUndefined();
    }
    await expect(functions.invoke("Ech", {})).rejects.toThrow("Ech");
  });

  it("may be invoked by a gateway only as a permission of the template says", () => {
    const { functions } = start();
    const source = (path: string) => `arn:aws:execute-api:us-east-1:000000000000:abc123/$default/GET${path}`;
    const gateway = "apigateway.amazonaws.com";
    expect(functions.permits("Echo", gateway, source("/health"))).toBe(true);
    expect(functions.permits("Echo", gateway, source("/webhooks"))).toBe(false);
    expect(functions.permits("Echo", "events.amazonaws.com", source("/health"))).toBe(false);
    expect(functions.permits("Lost", gateway, source("/health"))).toBe(false);
  });
});
