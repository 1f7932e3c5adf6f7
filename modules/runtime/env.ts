import * as z from "zod";
import { STREAMED_IDS } from "../providers/ids.ts";

/**
 * The environment variables of every function: the one contract between `lib/`, which sets them, and
 * `lambdas/`, which reads them. A variable missing on either side does not compile or does not start.
 */
const text = z.string().min(1);
const number = z.string().regex(/^\d+$/).transform(Number);
const json = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
});

const database = {
  DATABASE_HOST: text,
  DATABASE_PORT: number,
  DATABASE_NAME: text,
  /** The role that signs in with an IAM token. */
  DATABASE_USER: text,
};
const audience = { CONNECTIONS_TABLE: text, SUBSCRIPTIONS_TABLE: text };
const https = z.url({ protocol: /^https$/ });
const tokens = {
  /** Whose tokens count. */
  TOKEN_ISSUERS: json.pipe(
    z.array(
      z.object({
        /** As `iss` says it. */
        issuer: https,
        /** Who the tokens have to be for: one of these. For Cognito, ids of app clients. */
        audience: z.union([text, z.array(text).min(1)]),
        /** Where its keys are; by the issuer's own OpenID configuration if missing. */
        jwks_uri: https.optional(),
      }),
    ),
  ),
};
/** The id map. */
const ids = { IDS_TABLE: text };
const gateway = {
  /** `https://{api}.execute-api.{region}.amazonaws.com/{stage}` */
  CALLBACK_URL: z.url(),
};

/** Where it is noted how feeds are doing. */
const feeds = { FEEDS_TABLE: text };
const posts = {
  /** Counts the posts of all who fan out. */
  BUDGET_TABLE: text,
  /** How many they may make together. */
  POSTS_PER_SECOND: number,
};

export const ENVIRONMENT = {
  webhook: z.object({
    STREAM_NAME: text,
    DELIVERIES_TABLE: text,
    /** Provider id to the ARN of its secret. */
    WEBHOOK_SECRETS: json.pipe(z.record(z.string(), text)),
    /** Deliveries a provider may make per minute. */
    WEBHOOK_RATE_LIMIT: number,
    ...ids,
    ...feeds,
  }),
  consumer: z.object({
    ...database,
    ...audience,
    ...gateway,
    ...posts,
    ...feeds,
    SNAPSHOTS_TABLE: text,
    FRAMES_TABLE: text,
    BROADCASTER_FUNCTION: text,
    DEAD_LETTER_QUEUE_URL: z.url(),
  }),
  broadcaster: z.object({ ...audience, ...gateway, ...posts }),
  sockets: z.object({
    ...audience,
    ...gateway,
    ...tokens,
    SNAPSHOTS_TABLE: text,
    FRAMES_TABLE: text,
    GREETER_FUNCTION: text,
    /** Counts the connections of users and addresses. */
    CONNECTION_LIMITS_TABLE: text,
    /** At once. */
    CONNECTIONS_PER_USER: number,
    CONNECTIONS_PER_ADDRESS: number,
  }),
  authorizer: z.object({
    ...tokens,
    /** Where pages may connect from, separated by commas; `*` for anywhere. */
    ALLOWED_ORIGINS: text.transform((origins) => origins.split(",")),
    /** Whether a viewer without a token is let in, to the public channels. */
    ANONYMOUS: z.enum(["true", "false"]).transform((word) => word === "true"),
  }),
  poller: z.object({
    ...ids,
    ...feeds,
    STREAM_NAME: text,
    POLL_STATES_TABLE: text,
    /** Provider id to the ARN of the secret with its key. */
    POLL_SECRETS: json.pipe(z.record(z.string(), text)),
  }),
  "feed-bridge": z.object({
    ...ids,
    ...feeds,
    STREAM_NAME: text,
    BRIDGE_STATES_TABLE: text,
    /** Id of each provider whose stream is held, to the ARN of the secret with its key. */
    BRIDGE_SECRETS: json.pipe(z.partialRecord(z.enum(STREAMED_IDS), text)),
  }),
  greeter: z.object({ ...audience, ...gateway, SNAPSHOTS_TABLE: text, FRAMES_TABLE: text }),
  api: z.object({ ...database }),
  reconciler: z.object({ ...database, STREAM_NAME: text, STREAM_ARN: text }),
  operations: z.object({ ...tokens, ...ids, ...feeds, STREAM_NAME: text }),
  "feed-monitor": z.object({ ...feeds, STREAM_NAME: text }),
  migrate: z.object({
    ...database,
    /** ARN of the secret of the database's owner. */
    DATABASE_OWNER_SECRET: text,
  }),
};

export type FunctionName = keyof typeof ENVIRONMENT;

export type TokenIssuer = z.output<typeof tokens.TOKEN_ISSUERS>[number];

/** What a function finds in its environment. */
export type Environment<F extends FunctionName> = z.output<(typeof ENVIRONMENT)[F]>;

/** What has to be set for it: the same names, as text. */
export type Variables<F extends FunctionName> = Record<keyof z.input<(typeof ENVIRONMENT)[F]>, string>;

/** @throws Error naming every variable that is missing or malformed */
export function readEnvironment<F extends FunctionName>(
  name: F,
  variables: NodeJS.ProcessEnv = process.env,
): Environment<F> {
  const result = ENVIRONMENT[name].safeParse(variables);
  if (!result.success) throw new Error(`environment of ${name}: ${z.prettifyError(result.error)}`);
  return result.data as Environment<F>;
}
