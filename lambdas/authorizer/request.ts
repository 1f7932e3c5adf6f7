/** The part of API Gateway's event for a handshake that is used. */
export interface AuthorizerEvent {
  /** `arn:aws:execute-api:{region}:{account}:{api}/{stage}/$connect` */
  methodArn: string;
  headers?: Record<string, string | undefined> | null;
  queryStringParameters?: Record<string, string | undefined> | null;
}

/** The Authorization header has no bearer token. */
export class NotBearerError extends Error {
  override readonly name = "NotBearerError";
}

/**
 * Reads the token from `?token=`, the only way for a browser to send one with a WebSocket, or else from the
 * Authorization header. An empty token is a token, and fails: it must not become an anonymous connection.
 *
 * @throws NotBearerError
 */
export function tokenOf({ headers, queryStringParameters }: AuthorizerEvent): string | undefined {
  const inQuery = queryStringParameters?.token;
  if (inQuery !== undefined) return inQuery;
  const authorization = header(headers, "authorization");
  if (authorization === undefined) return undefined;
  const [, token] = /^Bearer +(\S*)\s*$/i.exec(authorization) ?? [];
  if (token === undefined) throw new NotBearerError("the Authorization header has no bearer token");
  return token;
}

/** The origin of the page that connects; undefined if it is no page. */
export function originOf({ headers }: AuthorizerEvent): string | undefined {
  return header(headers, "origin");
}

/** Finds a header in any spelling. */
function header(headers: AuthorizerEvent["headers"], name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
