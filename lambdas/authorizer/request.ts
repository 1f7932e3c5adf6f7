/** What API Gateway sends for a handshake; the rest of it is not looked at. */
export interface AuthorizerEvent {
  /** `arn:aws:execute-api:{region}:{account}:{api}/{stage}/$connect` */
  methodArn: string;
  headers?: Record<string, string | undefined> | null;
  queryStringParameters?: Record<string, string | undefined> | null;
}

/** The Authorization header has something else than a bearer token. */
export class NotBearerError extends Error {
  override readonly name = "NotBearerError";
}

/**
 * The token of `?token=`, which is all a browser can give with a WebSocket, or else of the Authorization header.
 * One that is empty is given all the same: who means to be somebody must not be let in as nobody.
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

/** Of the page that connects, if it is a page. */
export function originOf({ headers }: AuthorizerEvent): string | undefined {
  return header(headers, "origin");
}

/** Headers come as the client spelled them. */
function header(headers: AuthorizerEvent["headers"], name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
