import type { IncomingMessage } from "node:http";
import type { Cors } from "../apis.ts";
import type { Answer } from "./response.ts";

/** The answer to a preflight request: an HTTP API with CORS gives it without an invocation. */
export function preflight(cors: Cors, { headers }: IncomingMessage): Answer {
  const origin = allowedOrigin(cors, headers.origin);
  const answer: Answer = { status: 204, headers: {}, cookies: [], body: "" };
  if (!origin) return answer;
  return {
    ...answer,
    headers: {
      ...shared(cors, origin),
      ...listed("access-control-allow-methods", cors.AllowMethods),
      ...listed("access-control-allow-headers", cors.AllowHeaders),
      ...(cors.MaxAge === undefined ? {} : { "access-control-max-age": String(cors.MaxAge) }),
    },
  };
}

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  const asked = headers["access-control-request-method"];
  return method === "OPTIONS" && headers.origin !== undefined && asked !== undefined;
}

/** Adds the CORS headers of the API, which replace those of the function. */
export function withCors(answer: Answer, cors: Cors | undefined, { headers }: IncomingMessage): Answer {
  if (!cors) return answer;
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith("access-control-"));
  const allowed = allowedOrigin(cors, headers.origin);
  const added = allowed
    ? { ...shared(cors, allowed), ...listed("access-control-expose-headers", cors.ExposeHeaders) }
    : {};
  return { ...answer, headers: { ...Object.fromEntries(own), ...added } };
}

function allowedOrigin({ AllowOrigins }: Cors, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (AllowOrigins.includes("*")) return "*";
  const scheme = `${origin.split("://")[0]}://*`;
  return AllowOrigins.some((allowed) => allowed === origin || allowed === scheme) ? origin : undefined;
}

function shared({ AllowCredentials }: Cors, origin: string): Record<string, string> {
  return {
    "access-control-allow-origin": origin,
    ...(AllowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(origin === "*" ? {} : { vary: "origin" }),
  };
}

function listed(name: string, values: readonly string[]): Record<string, string> {
  return values.length > 0 ? { [name]: values.join(",") } : {};
}
