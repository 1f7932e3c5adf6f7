import { type AwsRequest, Refusal, type Service } from "../endpoint/request.ts";
import type { RunningFunctions } from "./functions/functions.ts";
import { TooManyRequestsException } from "./functions/pool.ts";

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's `Invoke`: request and response, event, dry run. */
export function lambdaService(functions: RunningFunctions): Service {
  function target(request: AwsRequest) {
    const path = request.url.split("?", 1)[0] ?? "";
    const reference = decodeURIComponent(PATH.exec(path)?.[1] ?? "");
    if (request.method !== "POST" || !reference) {
      throw new Refusal(
        400,
        "UnknownOperationException",
        `the local run does not play lambda: ${request.method} ${path}`,
      );
    }
    const definition = functions.definition(reference);
    if (!definition) throw new Refusal(404, "ResourceNotFoundException", `Function not found: ${reference}`);
    return definition;
  }
  return {
    access: (request) => [{ action: "lambda:InvokeFunction", resources: [target(request).arn] }],
    async answer(request, response) {
      const { name } = target(request);
      const event = parse(request.body);
      const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
      if (type !== "RequestResponse") {
        if (type === "Event") functions.invokeAsync(name, event);
        response.writeHead(type === "Event" ? 202 : 204).end();
        return;
      }
      const { payload, functionError } = await functions.invoke(name, event).catch(refused);
      response.writeHead(200, {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        ...(functionError && { "x-amz-function-error": functionError }),
      });
      response.end(JSON.stringify(payload));
    },
  };
}

function refused(error: unknown): never {
  if (!(error instanceof TooManyRequestsException)) throw error;
  throw new Refusal(429, error.name, error.message);
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "InvalidRequestContentException", "Could not parse request body into json");
  }
}
