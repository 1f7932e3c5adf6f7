import { createHmac, hash } from "node:crypto";
import type { Credentials } from "./credentials.ts";
import { hmacSha256 } from "./hmac.ts";

/** Headers a signed request carries besides those given to the signer. */
export interface Signature {
  /** `x-amz-date` */
  date: string;
  authorization: string;
}

export interface SignerOptions {
  /** Such as `execute-api` or `lambda`. */
  service: string;
  region: string;
  credentials: Credentials;
  /** Sent and signed with every request, `host` among them: lower-case names, values without double blanks. */
  headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/**
 * AWS Signature Version 4 of POST requests that differ in path and body only.
 *
 * The same bytes as `@smithy/signature-v4` without its checksum header, but all that two requests of a second
 * have in common is made once: an SDK's signer makes everything anew for each.
 *
 * @returns signs `path`, absolute, percent-encoded, without dot segments or query, with the hex SHA-256 of the
 * body
 */
export function requestSigner(options: SignerOptions): (path: string, sha256: string) => Signature {
  let second = Number.NaN;
  let frame = frameOf(options, 0);
  return (path, sha256) => {
    const now = options.now();
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      frame = frameOf(options, now, frame);
    }
    const request = hash("sha256", `POST\n${canonical(path)}\n\n${frame.headers}\n${sha256}`);
    return { date: frame.date, authorization: frame.authorization + frame.mac(frame.toSign + request) };
  };
}

/** What the requests of one second share. */
interface Frame {
  date: string;
  day: string;
  /** HMAC under the day's signing key. */
  mac: (text: string) => string;
  /** Canonical headers and their names. */
  headers: string;
  /** The string to sign up to the hash of the request. */
  toSign: string;
  /** The header up to the signature. */
  authorization: string;
}

function frameOf(options: SignerOptions, now: number, last?: Frame): Frame {
  const { service, region, credentials } = options;
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const headers = Object.entries({
    ...options.headers,
    "x-amz-date": date,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(";");
  return {
    date,
    day,
    mac: last?.day === day ? last.mac : hmacSha256(signingKey(options, day)),
    headers: `${headers.map(([name, value]) => `${name}:${value}\n`).join("")}\n${names}`,
    toSign: `AWS4-HMAC-SHA256\n${date}\n${scope}\n`,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`,
  };
}

function signingKey({ credentials, region, service }: SignerOptions, day: string): Buffer {
  const start: Buffer = Buffer.from(`AWS4${credentials.secretAccessKey}`);
  return [day, region, service, "aws4_request"].reduce(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    start,
  );
}

/** The path encoded once more, as every service but S3 wants it. */
function canonical(path: string): string {
  return escapeUri(path).replaceAll("%2F", "/");
}

/** `encodeURIComponent` by RFC 3986, which reserves `!'()*` too. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
