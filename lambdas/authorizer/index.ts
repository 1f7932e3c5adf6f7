import { tokenVerifier } from "../../modules/adapters/tokens/tokens.ts";
import { readEnvironment } from "../../modules/runtime/env.ts";
import { createLog } from "../../modules/runtime/log.ts";
import { createMetrics } from "../../modules/runtime/metrics.ts";
import { createHandler } from "./handler.ts";

const env = readEnvironment("authorizer");
const log = createLog("authorizer");

export const handler = createHandler({
  tokens: tokenVerifier(env.TOKEN_ISSUERS, { log }),
  origins: env.ALLOWED_ORIGINS,
  anonymous: env.ANONYMOUS,
  log,
  metrics: createMetrics("authorizer"),
});
