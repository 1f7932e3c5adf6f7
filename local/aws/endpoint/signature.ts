import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { type AwsRequest, type Caller, Refusal } from "./request.ts";

/** AWS accepts a clock that is five minutes off. */
const TOLERANCE_MS = 5 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

export interface Signed {
  readonly caller: Caller;
  /** Signing name of the service: `kinesis`, `execute-api`. */
  readonly service: string;
}

/** Checks AWS Signature Version 4 by signing the same request again. */
export function signatureVerifier(callerOf: (accessKeyId: string) => Caller | undefined) {
  const signers = new Map<string, SignatureV4>();

  function signer(caller: Caller, region: string, service: string): SignatureV4 {
    const key = `${caller.credentials.accessKeyId}/${region}/${service}`;
    let found = signers.get(key);
    if (!found) {
      const { credentials } = caller;
      found = new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false });
      signers.set(key, found);
    }
    return found;
  }

  /** @throws Refusal if the call is not signed, or not by one of the known keys */
  return async function verify(request: AwsRequest): Promise<Signed> {
    const { authorization } = request.headers;
    if (!authorization)
      throw new Refusal(403, "MissingAuthenticationTokenException", "the request is not signed");
    const match = AUTHORIZATION.exec(authorization);
    if (!match) throw new Refusal(400, "IncompleteSignatureException", "malformed Authorization header");
    const [, accessKeyId = "", , region = "", service = "", signedHeaders = "", signature = ""] = match;
    const caller = callerOf(accessKeyId);
    if (!caller) throw new Refusal(403, "UnrecognizedClientException", "nobody here has this access key");
    checkPayloadHash(request);
    const signed = await signer(caller, region, service).sign(
      { ...unsigned(request, signedHeaders.split(";")), protocol: "http:" },
      { signingDate: signingDate(request), signableHeaders: new Set(signedHeaders.split(";")) },
    );
    const expected = AUTHORIZATION.exec(signed.headers.authorization ?? "")?.[6] ?? "";
    if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
      throw new Refusal(
        403,
        "InvalidSignatureException",
        `the signature of ${accessKeyId} for ${service} is wrong`,
      );
    }
    return { caller, service };
  };
}

/** The request as its sender signed it: only the signed headers. */
function unsigned(request: AwsRequest, signedHeaders: readonly string[]) {
  const [path = "/", search = ""] = request.url.split("?", 2);
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) query[name] = [...(query[name] ?? []), value];
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.headers[name] ?? ""]));
  return {
    method: request.method,
    hostname: request.headers.host ?? "",
    path,
    query,
    headers,
    body: request.body,
  };
}

function signingDate({ headers }: AwsRequest): Date {
  const stamp = headers["x-amz-date"] ?? "";
  const date = new Date(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  const age = Math.abs(Date.now() - date.getTime());
  if (age <= TOLERANCE_MS) return date;
  throw new Refusal(
    403,
    "InvalidSignatureException",
    `X-Amz-Date is missing, malformed or expired: ${stamp}`,
  );
}

/** Checks the header against the body, because the library trusts it. */
function checkPayloadHash({ headers, body }: AwsRequest): void {
  const stated = headers["x-amz-content-sha256"];
  if (stated === undefined || stated === createHash("sha256").update(body).digest("hex")) return;
  throw new Refusal(403, "InvalidSignatureException", "X-Amz-Content-Sha256 is not that of the body");
}

/** Node's hash in the form the library wants: a class with an asynchronous digest. */
export class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", keyOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("not used by the signer");
  }
}

const keys = new WeakMap<object, KeyObject>();

/** Caches KeyObjects: the signer reuses the key of the day, and a KeyObject costs a seventh of raw bytes. */
function keyOf(secret: string | ArrayBuffer | ArrayBufferView): KeyObject {
  const key = typeof secret === "string" ? undefined : keys.get(secret);
  if (key) return key;
  const made = createSecretKey(bytes(secret));
  if (typeof secret !== "string") keys.set(secret, made);
  return made;
}

function bytes(value: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof value === "string") return Buffer.from(value);
  return value instanceof ArrayBuffer
    ? new Uint8Array(value)
    : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
