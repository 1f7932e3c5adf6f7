import { gunzipSync } from "node:zlib";
import type { BodyFormat } from "../providers/provider.ts";
import { type HttpRequest, Refusal } from "../runtime/http.ts";

/** What becomes of a request's body: bytes as sent, then text. Each step refuses what it cannot take. */

/** @throws Refusal 413 `too_large` */
export function sentBytes(request: HttpRequest, limit: number): Buffer {
  const bytes = Buffer.from(request.body ?? "", request.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > limit) throw tooLarge(`The body is larger than ${limit} bytes.`);
  return bytes;
}

/**
 * Refuses a body that its headers say we cannot read. No `content-type` at all is no reason to: the signature
 * says that the sender means us.
 *
 * @throws Refusal 415 `unsupported_media_type`
 */
export function requireReadable({ headers }: HttpRequest, formats: readonly BodyFormat[]): void {
  const type = headers["content-type"];
  if (type !== undefined && !isOneOf(formats, type)) {
    throw unsupported(
      `The content type has to be ${formats.map((format) => `application/${format}`).join(" or ")}.`,
    );
  }
  if (!ENCODINGS.has(contentEncoding(headers)))
    throw unsupported("The content encoding has to be gzip or none.");
}

const ENCODINGS: ReadonlySet<string> = new Set(["", "identity", "gzip", "x-gzip"]);

const MEDIA_TYPES: Record<BodyFormat, RegExp> = {
  json: /^application\/(json|[\w.-]+\+json)$/,
  xml: /^(application|text)\/(xml|[\w.-]+\+xml)$/,
};

function isOneOf(formats: readonly BodyFormat[], contentType: string): boolean {
  const [type = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  return isUtf8 && formats.some((format) => MEDIA_TYPES[format].test(type));
}

function contentEncoding(headers: HttpRequest["headers"]): string {
  return (headers["content-encoding"] ?? "").trim().toLowerCase();
}

/**
 * The text of a body. Inflating stops at `limit` bytes, however much a small body claims to hold.
 *
 * @throws Refusal 413 `too_large`, or 400 `invalid_json` for bytes that are not gzip or not UTF-8
 */
export function textOf(bytes: Buffer, { headers }: HttpRequest, limit: number): string {
  const plain = contentEncoding(headers).endsWith("gzip") ? inflated(bytes, limit) : bytes;
  try {
    // A byte order mark is kept, so that it fails as JSON: RFC 8259 forbids senders to add one.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch (cause) {
    throw invalid("The body is not valid UTF-8.", cause);
  }
}

function inflated(bytes: Buffer, limit: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    const isBomb = cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
    if (isBomb) throw tooLarge(`The body expands to more than ${limit} bytes.`);
    throw invalid("The body is not valid gzip.", cause);
  }
}

function tooLarge(message: string): Refusal {
  return new Refusal({ status: 413, code: "too_large", message });
}

function unsupported(message: string): Refusal {
  return new Refusal({ status: 415, code: "unsupported_media_type", message });
}

function invalid(message: string, cause: unknown): Refusal {
  return new Refusal({ status: 400, code: "invalid_json", message, cause });
}
