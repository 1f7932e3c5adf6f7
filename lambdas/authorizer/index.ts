import { readEnvironment } from "../env.ts";
import { tokenVerifier } from "../io/tokens.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
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
