import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { wildcard } from "../../iam/wildcard.ts";
import type { WebSocketApiOptions } from "../../interfaces.ts";
import { type Api, type Authorizer, permissions } from "../apis.ts";
import { invoke, type Outcome } from "../invoke.ts";
import type { Admission } from "./answers.ts";
import { authorizerEvent, type Client } from "./events.ts";

export type Verdict = { context: Record<string, string | number> } | { refused: Admission };

/**
 * The limit of a WebSocket API:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const RESULT_LIMIT = 8 * 1024;
const LONGEST_AUTHORIZER = 29_000;

const oneOrMany = z.union([z.string().transform((item) => [item]), z.array(z.string())]);
const result = z.looseObject({
  principalId: z.string(),
  policyDocument: z.looseObject({
    Statement: z.array(
      z.strictObject({ Effect: z.enum(["Allow", "Deny"]), Action: oneOrMany, Resource: oneOrMany }),
    ),
  }),
  /** API Gateway refuses objects and lists. */
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

const refused = (status: number, message: string | null): Verdict => ({
  refused: { status, body: JSON.stringify({ message }) },
});
const UNAUTHORIZED = refused(401, "Unauthorized");
/** The decision if an authorizer gives neither a policy nor `Unauthorized`. */
const BROKEN = refused(500, null);

/** Invokes the REQUEST authorizer of `$connect`, as API Gateway does. Never rejects. */
export function authorization(
  { template, functions, log }: Pick<WebSocketApiOptions, "template" | "functions" | "log">,
  api: Api,
) {
  const { partition, region, account } = template.environment;
  const methodArn = `arn:${partition}:execute-api:${region}:${account}:${api.id}/${api.stage}/$connect`;
  const permitted = permissions(template, functions, api);

  return async (
    authorizer: Authorizer,
    client: Client,
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    const event = authorizerEvent(api, client, request, methodArn, new Date());
    if (!authorizer.identitySources.every((source) => isGiven(source, event))) return UNAUTHORIZED;
    if (!permitted(authorizer.uri, `authorizers/${authorizer.id}`)) {
      log.error("websocket-api", "no AWS::Lambda::Permission lets the authorizer be invoked");
      return BROKEN;
    }
    const asked = performance.now();
    const integration = { uri: authorizer.uri, timeoutMs: undefined };
    const outcome = await invoke(functions, integration, event, LONGEST_AUTHORIZER, signal);
    return verdictOf(outcome, methodArn, Math.round(performance.now() - asked));
  };
}

function isGiven(
  source: string,
  event: { headers: Record<string, string>; queryStringParameters: Record<string, string> },
): boolean {
  const [, , where, ...rest] = source.split(".");
  const name = rest.join(".");
  if (where === "querystring") return Boolean(event.queryStringParameters[name]);
  return Object.entries(event.headers).some(
    ([key, value]) => key.toLowerCase() === name.toLowerCase() && value !== "",
  );
}

function verdictOf(outcome: Outcome, methodArn: string, integrationLatency: number): Verdict {
  if (outcome.kind === "failed") {
    const { errorMessage } = z.looseObject({ errorMessage: z.string() }).safeParse(outcome.error).data ?? {};
    return errorMessage === "Unauthorized" ? UNAUTHORIZED : BROKEN;
  }
  if (outcome.kind !== "returned") return BROKEN;
  const parsed = result.safeParse(outcome.payload);
  const size = Buffer.byteLength(JSON.stringify(outcome.payload) ?? "");
  if (!parsed.success || size > RESULT_LIMIT) return BROKEN;
  const { principalId, policyDocument, context } = parsed.data;
  const effects = policyDocument.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((pattern) => wildcard(pattern, "i")("execute-api:Invoke")) &&
      Resource.some((pattern) => wildcard(pattern)(methodArn)),
  ).map(({ Effect }) => Effect);
  if (effects.includes("Deny"))
    return refused(403, "User is not authorized to access this resource with an explicit deny");
  if (!effects.includes("Allow")) return refused(403, "User is not authorized to access this resource");
  const given = Object.entries(context).map(([key, value]) => [key, String(value)] as const);
  return { context: { ...Object.fromEntries(given), principalId, integrationLatency } };
}
