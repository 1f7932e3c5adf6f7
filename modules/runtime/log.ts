import { Logger } from "@aws-lambda-powertools/logger";

/**
 * What may be said about a happening: counts, codes, ids of requests and the error itself. Never bodies,
 * headers, secrets or anything about a person.
 */
export type Fields = Readonly<Record<string, string | number | boolean | undefined | Error>>;

/** Structured logging: one JSON line per call. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** @param service name of the function, on every line */
export function createLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  return {
    info: (message, fields = {}) => logger.info(message, loggable(fields)),
    warn: (message, fields = {}) => logger.warn(message, loggable(fields)),
    error: (message, fields = {}) => logger.error(message, loggable(fields)),
  };
}

function loggable(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? described(value) : value]),
  );
}

/** The most causes of causes that are logged. */
const MAX_CAUSES = 5;

/**
 * An error by its few telling fields. The logger would copy every property of it, and drivers put the
 * offending row (`detail` of pg) or the whole HTTP response (`$response` of the SDK) there.
 */
function described(error: Error, causes = MAX_CAUSES): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  return {
    name,
    message,
    ...(typeof code === "string" ? { code } : {}),
    stack,
    ...(cause instanceof Error && causes > 0 ? { cause: described(cause, causes - 1) } : {}),
  };
}
