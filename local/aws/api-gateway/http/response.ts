import * as z from "zod";

/** An answer to send. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  cookies: readonly string[];
  body: Buffer | string;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A return value with a status code. */
const structured = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  isBase64Encoded: z.boolean().nullish(),
  body: z.string().nullish(),
});

/** An answer of API Gateway itself: `{"message":"Not Found"}`. */
export function message(status: number, text: string): Answer {
  return {
    status,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: JSON.stringify({ message: text }),
  };
}

/** The answer in a function's return value; undefined if it is malformed. */
export function answerOf(payload: unknown): Answer | undefined {
  if (typeof payload !== "object" || payload === null || !("statusCode" in payload)) return plain(payload);
  const parsed = structured.safeParse(payload);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, isBase64Encoded, body } = parsed.data;
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status: statusCode,
    headers: { "content-type": "text/plain;charset=UTF-8", ...Object.fromEntries(named) },
    cookies: cookies ?? [],
    body: isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  };
}

/** A return value without a status code is the body of a 200. */
function plain(payload: unknown): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: typeof payload === "string" ? payload : JSON.stringify(payload ?? null),
  };
}
