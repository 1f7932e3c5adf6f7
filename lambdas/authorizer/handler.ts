import {
  type Bearer,
  bearerAsText,
  InvalidTokenError,
  type TokenVerifier,
} from "../../modules/ports/tokens.ts";
import { asError } from "../../modules/runtime/errors.ts";
import type { Log } from "../../modules/runtime/log.ts";
import type { Metrics } from "../../modules/runtime/metrics.ts";
import { type AuthorizerEvent, NotBearerError, originOf, tokenOf } from "./request.ts";

export interface AuthorizerDeps {
  tokens: TokenVerifier;
  /** Origins of pages that may connect; `*` among them is any. */
  origins: readonly string[];
  /** Whether a viewer without a token is let in. */
  anonymous: boolean;
  log: Log;
  metrics: Metrics;
}

export interface AuthorizerResult {
  principalId: string;
  policyDocument: {
    Version: "2012-10-17";
    Statement: { Action: "execute-api:Invoke"; Effect: "Allow" | "Deny"; Resource: string }[];
  };
  /** For the functions of the API. */
  context: { bearer?: string };
}

/** API Gateway answers 401 to an error with exactly this message. */
class Unauthorized extends Error {
  constructor() {
    super("Unauthorized");
  }
}

/**
 * Decides on a handshake. A policy that denies is answered 403 by API Gateway, `Unauthorized` is answered 401,
 * and anything else that is thrown 500.
 */
export function createHandler(deps: AuthorizerDeps): (event: AuthorizerEvent) => Promise<AuthorizerResult> {
  return async (event) => {
    const { methodArn } = event;
    if (!mayConnectFrom(originOf(event), deps.origins)) {
      deps.log.info("origin refused");
      return policyOf("Deny", methodArn);
    }
    const bearer = await bearerOf(event, deps);
    return policyOf("Allow", methodArn, bearer);
  };
}

/** Browsers send the origin of a page, so that another site cannot use its visitors; other clients need not. */
function mayConnectFrom(origin: string | undefined, allowed: readonly string[]): boolean {
  return origin === undefined || allowed.includes("*") || allowed.includes(origin.toLowerCase());
}

async function bearerOf(
  event: AuthorizerEvent,
  { tokens, anonymous, log, metrics }: AuthorizerDeps,
): Promise<Bearer | undefined> {
  try {
    const token = tokenOf(event);
    if (token !== undefined) return await tokens.verify(token);
    if (anonymous) return undefined;
    log.info("handshake without a token");
  } catch (error) {
    if (!(error instanceof InvalidTokenError || error instanceof NotBearerError)) {
      log.error("token not verified", { error: asError(error) });
      // Refusals are thrown too, so the metric of failed invocations does not show outages.
      metrics.report({ TokensUnjudged: 1 });
      throw error;
    }
    log.info("token refused", { reason: error.message });
  }
  throw new Unauthorized();
}

function policyOf(effect: "Allow" | "Deny", methodArn: string, bearer?: Bearer): AuthorizerResult {
  return {
    // API Gateway puts it into logs and metrics, so it names nobody.
    principalId: bearer ? "user" : "anonymous",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: methodArn }],
    },
    context: bearer ? { bearer: bearerAsText(bearer) } : {},
  };
}
