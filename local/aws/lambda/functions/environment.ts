/** The parts of a function's definition that its variables are made from. */
interface FunctionIdentity {
  readonly name: string;
  /** Folder of the bundle. */
  readonly root: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/**
 * `https://{api}.execute-api.{region}.amazonaws.com` is the one address that the SDK's endpoint setting does not
 * replace, since callers get it in full.
 */
export function localAddresses(
  variables: Record<string, string>,
  endpointUrl: string,
): Record<string, string> {
  const pattern = /^https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(pattern, (_match, apiId: string) => executeApiUrl(endpointUrl, apiId)),
    ]),
  );
}

/** Where the local endpoint plays an API's `@connections`; the stage follows. */
export function executeApiUrl(endpointUrl: string, apiId: string): string {
  return `${endpointUrl}/execute-api/${apiId}`;
}

/** The variables of https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html. */
export function lambdaVariables(definition: FunctionIdentity, region: string): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = definition.credentials;
  return {
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    LAMBDA_TASK_ROOT: definition.root,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LANG: "en_US.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    TZ: ":UTC",
  };
}
