import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { verify } from "../../../lambdas/webhook/signature.ts";
import { type Headers, NOW, SECRET, standard, xSignature } from "./test-webhook.ts";

const OTHER = `whsec_${Buffer.alloc(24, 9).toString("base64")}`;
const BODY = '{"match_id":"1"}';

function check(headers: Headers, { body = BODY as string | Uint8Array, secrets = [SECRET], now = NOW } = {}) {
  return verify(Buffer.from(body), headers, secrets, now);
}

function later(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

/** Headers with a signature of exactly these texts, whatever they are. */
function signedAs(id: string, timestamp: string, key: Buffer, body: string | Uint8Array = BODY): Headers {
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${mac}` };
}

describe("Standard Webhooks", () => {
  const verified = { scheme: "standard-webhooks", webhook_id: "msg_1" };
  const key = Buffer.alloc(32, 7);

  test("what the reference implementation signs passes, and what it refuses does not", () => {
    const oracle = new Webhook(SECRET, { format: undefined });
    fc.assert(
      fc.property(
        fc.json(),
        fc.string({ minLength: 1, unit: "grapheme-ascii" }),
        fc.boolean(),
        (body, id, tamper) => {
          const now = new Date();
          const headers = standard(body, { id, at: now });
          const arrived = tamper ? `${body} ` : body;
          const expected = accepts(oracle, arrived, headers);
          expect(verify(Buffer.from(arrived), headers, [SECRET], now) !== undefined).toBe(expected);
          expect(expected).toBe(!tamper);
        },
      ),
    );
  });

  test("the prefix of the secret is optional", () => {
    expect(check(standard(BODY), { secrets: [SECRET.slice("whsec_".length)] })).toEqual(verified);
  });

  test("either of two secrets will do", () => {
    expect(check(standard(BODY), { secrets: [OTHER, SECRET] })).toEqual(verified);
    expect(check(standard(BODY), { secrets: [OTHER] })).toBeUndefined();
    expect(check(standard(BODY), { secrets: [] })).toBeUndefined();
  });

  test("one of several signatures has to fit, and only those of version 1 count", () => {
    const headers = standard(BODY);
    const signature = headers["webhook-signature"] ?? "";
    const given = (text: string) => check({ ...headers, "webhook-signature": text });
    expect(given(`v1,AAAA v1a,xx ${signature}`)).toEqual(verified);
    expect(given(signature.replace("v1,", "v2,"))).toBeUndefined();
    expect(given(signature.replace("v1,", ""))).toBeUndefined();
    expect(given("v1")).toBeUndefined();
    expect(given("v1,")).toBeUndefined();
  });

  test("is good for five minutes both ways", () => {
    for (const [seconds, passes] of [
      [300, true],
      [301, false],
      [-300, true],
      [-301, false],
    ] as const) {
      expect(check(standard(BODY), { now: later(seconds) }) !== undefined).toBe(passes);
    }
  });

  test.each(["abc", "", " ", "-1", "1e9", "0x10"])("the time %j is none", (timestamp) => {
    expect(check(signedAs("msg_1", timestamp, key))).toBeUndefined();
  });

  test("a time with something behind it is none, though the reference implementation reads it", () => {
    const seconds = String(NOW.getTime() / 1000);
    expect(check(signedAs("msg_1", seconds, key))).toEqual(verified);
    for (const tail of ["abc", ".9", " ", "\n"]) {
      expect(check(signedAs("msg_1", `${seconds}${tail}`, key))).toBeUndefined();
    }
  });

  test("bodies that differ only in invalid UTF-8 have different signatures", () => {
    const seconds = String(NOW.getTime() / 1000);
    const [one, two] = [Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xfe, 0x22])];
    const headers = signedAs("msg_1", seconds, key, one);
    expect(check(headers, { body: one })).toEqual(verified);
    expect(check(headers, { body: two })).toBeUndefined();
  });

  test.each([0, 1, 23, 65])("a key of %d bytes is none", (length) => {
    const weak = Buffer.alloc(length, 1);
    const headers = signedAs("msg_1", String(NOW.getTime() / 1000), weak);
    expect(check(headers, { secrets: [`whsec_${weak.toString("base64")}`] })).toBeUndefined();
  });

  test("every part has to be there", () => {
    for (const name of Object.keys(standard(BODY))) {
      const { [name]: _, ...rest } = standard(BODY);
      expect(check(rest)).toBeUndefined();
    }
  });
});

describe("X-Signature", () => {
  test("is the hex HMAC of the body, with or without prefix, in either case", () => {
    const hex = xSignature(BODY)["x-signature"] ?? "";
    for (const signature of [hex, `sha256=${hex}`, hex.toUpperCase()]) {
      expect(check({ "x-signature": signature })).toEqual({ scheme: "x-signature" });
    }
  });

  test("is keyed with the whole secret, so nothing else passes", () => {
    const bare = SECRET.slice("whsec_".length);
    expect(check(xSignature(BODY, bare))).toBeUndefined();
    expect(check(xSignature(BODY, "any text"), { secrets: [OTHER, "any text"] })).toEqual({
      scheme: "x-signature",
    });
    expect(check(xSignature(`${BODY} `))).toBeUndefined();
  });

  test("never passes with an empty secret", () => {
    expect(check(xSignature(BODY, ""), { secrets: [""] })).toBeUndefined();
  });

  test.each(["", "sha256=", "00", "zz".repeat(32), `sha1=${"00".repeat(32)}`, `${"00".repeat(33)}`])(
    "is none as %j",
    (signature) => {
      expect(check({ "x-signature": signature })).toBeUndefined();
    },
  );

  test("does not vouch for a webhook-id, which it does not cover", () => {
    expect(check({ "webhook-id": "msg_1", ...xSignature(BODY) })).toEqual({ scheme: "x-signature" });
  });
});

function accepts(oracle: Webhook, body: string, headers: Headers): boolean {
  try {
    oracle.verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
