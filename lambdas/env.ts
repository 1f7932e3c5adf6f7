import * as z from "zod";

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
const gateway = {
  /** `https://{api}.execute-api.{region}.amazonaws.com/{stage}` */
  CALLBACK_URL: z.url(),
};

export const ENVIRONMENT = {
  webhook: z.object({
    STREAM_NAME: text,
    DELIVERIES_TABLE: text,
    /** Provider id to the ARN of its secret. */
    WEBHOOK_SECRETS: json.pipe(z.record(z.string(), text)),
    /** Deliveries a provider may make per minute. */
    WEBHOOK_RATE_LIMIT: number,
  }),
  consumer: z.object({
    ...database,
    ...audience,
    ...gateway,
    SNAPSHOTS_TABLE: text,
    FRAMES_TABLE: text,
    DEAD_LETTER_QUEUE_URL: z.url(),
  }),
  sockets: z.object({
    ...audience,
    ...gateway,
    SNAPSHOTS_TABLE: text,
    FRAMES_TABLE: text,
    WELCOME_FUNCTION: text,
  }),
  welcome: z.object({ ...gateway, SNAPSHOTS_TABLE: text }),
  api: z.object({ ...database }),
  migrate: z.object({
    ...database,
    /** ARN of the secret of the database's owner. */
    DATABASE_OWNER_SECRET: text,
  }),
};

export type FunctionName = keyof typeof ENVIRONMENT;

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
