import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hmacSha256 } from "../../../../modules/adapters/api-gateway/hmac.ts";
import { payloadOf } from "../../../../modules/adapters/api-gateway/payload.ts";
import { escapeUri, requestSigner } from "../../../../modules/adapters/api-gateway/sigv4.ts";

/** SHA-256 and its HMAC in the shape the oracle wants. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === "string" ? secret : secret && Buffer.from(secret as Uint8Array);
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error("not used");
  }
}

const text = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base64 = (min: number, max: number) => text(`${LETTERS}+/=`, min, max);
const id = fc
  .oneof(base64(1, 24), text(`${LETTERS}=+/%@:$,;&?#!'()*~._- é€😀`, 1, 40))
  .filter((one) => !/^\.{1,2}$/.test(one));
const milliseconds = fc.integer({
  min: Date.parse("2000-01-01T00:00:00Z"),
  max: Date.parse("2099-12-31T23:59:59Z"),
});
const credentials = fc.record(
  { accessKeyId: text(LETTERS, 16, 20), secretAccessKey: base64(30, 40), sessionToken: base64(1, 1_200) },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);
const service = fc.record({
  service: fc.constantFrom("execute-api", "lambda"),
  region: fc.constantFrom("eu-west-1", "us-east-1", "ap-southeast-2"),
  headers: fc.constantFrom<Record<string, string>>(
    { host: "abc123.execute-api.eu-west-1.amazonaws.com", "content-type": "application/octet-stream" },
    { host: "127.0.0.1:3001" },
    { host: "lambda", "x-amz-invocation-type": "Event", "content-type": "application/json" },
  ),
});

describe("a signature", () => {
  test("is that of the SDK's own signer, for every request of a signer", async () => {
    const request = fc.record({ id, body: fc.string(), at: milliseconds });
    await fc.assert(
      fc.asyncProperty(
        service,
        credentials,
        fc.array(request, { minLength: 1, maxLength: 4 }),
        async (one, keys, requests) => {
          let clock = 0;
          const sign = requestSigner({ ...one, credentials: keys, now: () => clock });
          const oracle = new SignatureV4({ ...one, credentials: keys, sha256: Sha256, applyChecksum: false });
          for (const { id, body, at } of requests) {
            clock = at;
            const path = `/live/@connections/${escapeUri(id)}`;
            const { headers } = await oracle.sign(
              {
                method: "POST",
                protocol: "https:",
                hostname: "unused",
                path,
                query: {},
                headers: one.headers,
                body,
              },
              { signingDate: new Date(at) },
            );
            expect(sign(path, payloadOf(body).sha256)).toEqual({
              date: headers["x-amz-date"],
              authorization: headers.authorization,
            });
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of two requests of one second differs by path and by body", () => {
    const sign = requestSigner({
      service: "execute-api",
      region: "eu-west-1",
      credentials: { accessKeyId: "A", secretAccessKey: "s" },
      headers: { host: "h" },
      now: () => 0,
    });
    const [a, b, c] = [sign("/a", "0"), sign("/b", "0"), sign("/a", "1")];
    expect(new Set([a, b, c].map(({ authorization }) => authorization)).size).toBe(3);
    expect(sign("/a", "0")).toEqual(a);
  });
});

describe("the HMAC", () => {
  test("is Node's own, for texts of any length one after the other", () => {
    const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(
        key,
        fc.array(text(`${LETTERS}\n`, 0, 200), { minLength: 1, maxLength: 5 }),
        (bytes, texts) => {
          const mac = hmacSha256(Buffer.from(bytes));
          for (const one of texts)
            expect(mac(one)).toBe(createHmac("sha256", bytes).update(one).digest("hex"));
        },
      ),
    );
  });

  test("refuses a key it would have to hash first", () => {
    expect(() => hmacSha256(Buffer.alloc(65))).toThrow(RangeError);
  });
});

test("a payload is the frame in UTF-8 and its hash", () => {
  const { body, sha256 } = payloadOf('{"name":"Müller"}');
  expect(body.toString()).toBe('{"name":"Müller"}');
  expect(sha256).toBe(createHash("sha256").update(body).digest("hex"));
});
