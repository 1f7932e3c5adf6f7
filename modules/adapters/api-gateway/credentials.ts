import * as z from "zod";

/** What requests to AWS are signed with. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials, such as those of a Lambda's role. */
  sessionToken?: string;
}

export interface Identity {
  region: string;
  credentials: Credentials;
}

const variables = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
});

/**
 * Region and credentials as Lambda hands them to a function. They outlast the execution environment, so they
 * are read once.
 *
 * @throws Error if a variable is missing
 */
export function lambdaIdentity(environment: NodeJS.ProcessEnv = process.env): Identity {
  const result = variables.safeParse(environment);
  if (!result.success) throw new Error(`credentials: ${z.prettifyError(result.error)}`);
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = result.data;
  return {
    region: AWS_REGION,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    },
  };
}
