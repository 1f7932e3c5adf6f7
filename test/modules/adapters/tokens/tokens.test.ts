import { createHmac } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tokenVerifier } from "../../../../modules/adapters/tokens/tokens.ts";
import { InvalidTokenError } from "../../../../modules/ports/tokens.ts";
import type { TokenIssuer } from "../../../../modules/runtime/env.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import { tokenVerifierContract } from "../../../support/contracts/token-verifier.ts";
import {
  type IssuerHost,
  type Key,
  newKey,
  startIssuerHost,
  type TestIssuer,
  tokenOf,
} from "../../../support/issuer.ts";

let host: IssuerHost;
beforeAll(async () => {
  host = await startIssuerHost();
});
afterAll(() => host.stop());

const warned: string[] = [];
const log = { warn: (message: string) => void warned.push(message) };
let ours: TestIssuer;
let theirs: TestIssuer;
let stranger: TestIssuer;
let key: Key;
let verify: (token: string) => Promise<unknown>;
/** Milliseconds since the epoch, for the age of keys and for tokens that were verified. */
let now: number;
beforeEach(async () => {
  [ours, theirs, stranger] = [host.issuer("ours"), host.issuer("theirs"), host.issuer("stranger")];
  key = await ours.addKey();
  await theirs.addKey("RS256");
  await stranger.addKey();
  now = Date.now();
  warned.length = 0;
  verify = verifierOf(
    { issuer: ours.url, audience: "touchline" },
    { issuer: theirs.url, audience: ["a", "b"] },
  );
});

function verifierOf(...issuers: TokenIssuer[]) {
  return tokenVerifier(issuers, { log, now: () => now }).verify;
}

async function refusal(token: string): Promise<string> {
  const error = await verify(token).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidTokenError);
  return (error as Error).message;
}

const seconds = () => Math.floor(Date.now() / 1000);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

tokenVerifierContract("the verifier of an issuer's tokens", async () => ({
  tokens: tokenVerifier([{ issuer: ours.url, audience: "touchline" }], { log, now: () => now }),
  issue: ({ sub, name, scopes, channels, expires_at }) =>
    ours.sign({ sub, name, scope: scopes.join(" "), channels, exp: Math.floor(expires_at / 1_000) }),
  now: () => now,
}));

describe("a token", () => {
  test("says who its bearer is", async () => {
    const exp = seconds() + 60;
    const claims = { name: "Ada", scope: "openid touchline:private", channels: ["private-match:*"], exp };
    expect(await verify(await ours.sign(claims))).toEqual({
      user_id: `${ours.url}#user-1`,
      sub: "user-1",
      name: "Ada",
      scopes: ["openid", "touchline:private"],
      channels: ["private-match:*"],
      expires_at: exp * 1000,
    });
  });

  test.each([
    ["scp as a text", { scp: "a b" }, { scopes: ["a", "b"] }],
    ["scp as a list", { scp: ["a", "b"], scope: "b c" }, { scopes: ["b", "c", "a"] }],
    ["no scope", {}, { scopes: [] }],
    ["a scope that is none", { scp: 5 }, { scopes: [] }],
    ["channels that are none", { channels: "private-match:*" }, { channels: [] }],
    ["channels of which some are none", { channels: ["a", 5] }, { channels: [] }],
    ["a name that is none", { name: { first: "Ada" } }, {}],
    ["a very long name", { name: "é".repeat(500) }, { name: "é".repeat(100) }],
    ["an end beyond all dates", { exp: 1e15 }, { expires_at: Date.parse("9999-12-31T23:59:59Z") }],
  ])("with %s", async (_what, claims, expected) => {
    const none = { scopes: [], channels: [], user_id: `${ours.url}#user-1`, sub: "user-1" };
    expect(await verify(await ours.sign(claims))).toEqual({
      expires_at: expect.any(Number),
      ...none,
      ...expected,
    });
  });

  test("of the same user of another issuer is another user", async () => {
    const bearer = await verify(await theirs.sign({ aud: "b" }));
    expect(bearer).toMatchObject({ user_id: `${theirs.url}#user-1`, sub: "user-1" });
  });

  test.each(["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "may be signed by %s",
    async (alg) => {
      const token = await ours.sign({}, await ours.addKey(alg));
      expect(await verify(token)).toMatchObject({ sub: "user-1" });
    },
  );

  test("may be valid from a little later on: clocks differ", async () => {
    expect(await verify(await ours.sign({ nbf: seconds() + 2 }))).toMatchObject({ sub: "user-1" });
  });
});

describe("refused is", () => {
  test.each([
    ["what has expired", { exp: 1_700_000_000 }, "expired"],
    ["what has just expired", () => ({ exp: seconds() - 1 }), "expired"],
    ["what is not valid yet", () => ({ nbf: seconds() + 60 }), "not yet valid"],
    ["what is for others", { aud: "another" }, "not for us"],
    ["what is for nobody", { aud: undefined }, "not for us"],
    ["what is for our other issuer", { aud: ["a", "b"] }, "not for us"],
    ["what never ends", { exp: undefined }, "it has no iss, sub or exp"],
    ["who is nobody", { sub: undefined }, "it has no iss, sub or exp"],
    ["who is nothing", { sub: "" }, "it has no iss, sub or exp"],
    ["who is too much", { sub: "s".repeat(256) }, "it has no iss, sub or exp"],
    ["an end that is no time", { exp: "tomorrow" as never }, "not a token"],
    ["what says it is from elsewhere", { iss: "https://elsewhere.test" }, "its issuer or its key is unknown"],
    ["what is from nowhere", { iss: undefined }, "its issuer or its key is unknown"],
    ["what is too long", { more: "x".repeat(4_000) }, "too long"],
  ])("%s", async (_what, claims, reason) => {
    expect(await refusal(await ours.sign(typeof claims === "function" ? claims() : claims))).toBe(reason);
  });

  test("a stranger's, by its own name and by ours", async () => {
    expect(await refusal(await stranger.sign())).toBe("its issuer or its key is unknown");
    expect(await refusal(await stranger.sign({ iss: ours.url }))).toBe("its issuer or its key is unknown");
    expect(stranger.asked).toEqual([]);
  });

  test("one of our issuers' in the name of the other", async () => {
    expect(await refusal(await theirs.sign({ iss: ours.url }))).toBe("its issuer or its key is unknown");
  });

  test("what another key has signed in the name of ours", async () => {
    const { privateKey } = await newKey(key.alg);
    expect(await refusal(await ours.sign({}, { ...key, privateKey }))).toBe("the signature is wrong");
  });

  test("what was changed after it was signed", async () => {
    const [header, , signature] = (await ours.sign()).split(".");
    const more = encoded({ iss: ours.url, aud: "touchline", sub: "admin", exp: seconds() + 60 });
    expect(await refusal(`${header}.${more}.${signature}`)).toBe("the signature is wrong");
  });

  test.each(["none", "None", "HS256", "PS256", "toString", ""])(
    "what says its algorithm is %j",
    async (alg) => {
      const body = `${encoded({ alg, kid: key.kid })}.${(await ours.sign()).split(".")[1]}`;
      const signatures = [
        "",
        "AA",
        createHmac("sha256", JSON.stringify(key.publicJwk)).update(body).digest("base64url"),
      ];
      for (const signature of signatures) {
        const reason = signature ? "signed by an algorithm that does not count" : "not a token";
        expect(await refusal(`${body}.${signature}`)).toBe(reason);
      }
    },
  );

  test("what signs by HMAC with the public key, as text of either kind", async () => {
    const spki = key.publicJwk.x ?? "";
    const body = `${encoded({ alg: "HS256", kid: key.kid })}.${(await ours.sign()).split(".")[1]}`;
    const signature = createHmac("sha256", spki).update(body).digest("base64url");
    expect(await refusal(`${body}.${signature}`)).toBe("signed by an algorithm that does not count");
  });

  test.each(["RS256", "ES384", "EdDSA"])("what says %s and has the key of another algorithm", async (alg) => {
    const bare: Key = { ...key, publicJwk: { ...key.publicJwk } };
    delete bare.publicJwk.alg;
    ours.keys.splice(0, 1, bare.publicJwk);
    const [, payload, signature] = (await ours.sign()).split(".");
    const token = `${encoded({ alg, kid: key.kid })}.${payload}.${signature}`;
    expect(await refusal(token)).toBe("signed by an algorithm that does not count");
  });

  test("what names a key that is not for signatures", async () => {
    ours.keys.splice(0, 1, { ...key.publicJwk, use: "enc" });
    expect(await refusal(await ours.sign())).toBe("its issuer or its key is unknown");
  });

  test("what names no key", async () => {
    const [, payload, signature] = (await ours.sign()).split(".");
    const reason = "its issuer or its key is unknown";
    expect(await refusal(`${encoded({ alg: "ES256" })}.${payload}.${signature}`)).toBe(reason);
  });

  test.each(["", "x", "a.b", "a.b.c", "a.b.c.d", "....", `${encoded({})}.${encoded({})}.x`, "{}", "\u0000"])(
    "%j",
    async (text) => {
      expect(await refusal(text)).toMatch(/not a token|unknown/);
    },
  );

  test("whatever is left of a token that was damaged anywhere", async () => {
    const token = await ours.sign();
    const [header = "", payload = ""] = token.split(".");
    const damage = fc.record({
      at: fc.nat({ max: token.length - 1 }),
      by: fc.constantFrom(..."AZaz09-_.=", ""),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, by }) => {
        const damaged = token.slice(0, at) + by + token.slice(at + 1);
        // Base64 has a few spellings of the same bytes: what is signed must be as it was.
        const same = damaged.startsWith(`${header}.${payload}.`) && sameBytes(damaged, token);
        const outcome = await verify(damaged).catch((error: unknown) => error);
        if (!same) expect(outcome).toBeInstanceOf(InvalidTokenError);
      }),
      { numRuns: 300 },
    );
  });

  test("everything where there is no issuer", async () => {
    verify = verifierOf();
    expect(await refusal(await ours.sign())).toBe("there is no issuer");
  });

  test("and nothing of the token is in what is said of it", async () => {
    const secret = "c2VjcmV0LXBhcnQ";
    for (const token of [`${secret}.${secret}.${secret}`, await ours.sign({ aud: secret, sub: secret })]) {
      const error = (await verify(token).catch((thrown: unknown) => thrown)) as Error;
      expect(`${error.stack} ${error.cause}`).not.toContain(secret);
    }
  });
});

function sameBytes(one: string, other: string): boolean {
  const bytes = (token: string) => Buffer.from(token.split(".")[2] ?? "", "base64url");
  return bytes(one).equals(bytes(other));
}

describe("keys", () => {
  test("are fetched once for many tokens, at once and later", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ours.sign()));
    await Promise.all(tokens.map(verify));
    await verify(await ours.sign());
    expect(ours.asked).toEqual([".well-known/openid-configuration", "keys"]);
  });

  test("are where the deployer says, without asking for a configuration", async () => {
    verify = verifierOf({ issuer: ours.url, audience: "touchline", jwks_uri: `${ours.url}/keys` });
    await verify(await ours.sign());
    expect(ours.asked).toEqual(["keys"]);
  });

  test("are fetched again for one that was not among them, and no more often for those that never are", async () => {
    await verify(await ours.sign());
    const newer = await ours.addKey();
    expect(await verify(await ours.sign({}, newer))).toMatchObject({ sub: "user-1" });
    const fetched = ours.asked.length;
    for (let times = 0; times < 5; times += 1)
      expect(await refusal(await ours.sign({}, await newKey("ES256")))).toBe(
        "its issuer or its key is unknown",
      );
    expect(ours.asked.length - fetched).toBe(2);
    expect(await verify(await ours.sign())).toMatchObject({ sub: "user-1" });
  });

  test("do not count any more a quarter of an hour after their issuer took them back", async () => {
    const token = await ours.sign();
    await verify(token);
    const newer = await ours.addKey();
    ours.keys.splice(0, 1);
    expect(await verify(token)).toMatchObject({ sub: "user-1" });
    now += 15 * 60_000;
    expect(await refusal(token)).toBe("its issuer or its key is unknown");
    expect(await verify(await ours.sign({}, newer))).toMatchObject({ sub: "user-1" });
  });

  test("that we have outlive an outage of their issuer, which is asked again every minute", async () => {
    const token = await ours.sign();
    await verify(token);
    ours.down = true;
    ours.asked.length = 0;
    now += 15 * 60_000;
    for (let times = 0; times < 3; times += 1) expect(await verify(token)).toMatchObject({ sub: "user-1" });
    expect(ours.asked).toHaveLength(1);
    expect(warned).toEqual(["keys of an issuer not refreshed"]);
    now += 60_000;
    await verify(token);
    expect(ours.asked).toHaveLength(2);
  });

  test("that cannot be had are an outage, which says nothing of the token and passes", async () => {
    ours.down = true;
    const token = await ours.sign();
    await expect(verify(token)).rejects.toBeInstanceOf(OutageError);
    expect(await verify(await theirs.sign({ aud: "a" }))).toMatchObject({ sub: "user-1" });
    ours.down = false;
    expect(await verify(token)).toMatchObject({ sub: "user-1" });
  });

  test.each([
    ["no keys", () => ours.keys.splice(0, 1, { kty: 5 } as never)],
    ["no configuration", () => delete ours.configuration.jwks_uri],
    [
      "keys without encryption",
      () => Object.assign(ours.configuration, { jwks_uri: "http://127.0.0.1/keys" }),
    ],
    ["the configuration of another", () => Object.assign(ours.configuration, { issuer: stranger.url })],
  ])("of an issuer that tells %s are an outage", async (_what, spoil) => {
    spoil();
    await expect(verify(await ours.sign())).rejects.toBeInstanceOf(OutageError);
  });
});

describe("Cognito", () => {
  const POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123";
  const cognito = { iss: POOL, aud: undefined };
  const sign = (claims: object) => tokenOf({ ...cognito, ...claims }, key);
  beforeEach(() => {
    verify = verifierOf({ issuer: POOL, audience: "client-1", jwks_uri: `${ours.url}/keys` });
  });

  test("names the client of an access token, and the audience of an id token", async () => {
    const access = await sign({ token_use: "access", client_id: "client-1", scope: "touchline:private" });
    expect(await verify(access)).toMatchObject({ user_id: `${POOL}#user-1`, scopes: ["touchline:private"] });
    expect(await verify(await sign({ token_use: "id", aud: "client-1" }))).toMatchObject({ sub: "user-1" });
  });

  test.each([
    ["another client", { token_use: "access", client_id: "client-2" }],
    ["another audience", { token_use: "id", aud: "client-2" }],
    ["an id token with a client only", { token_use: "id", client_id: "client-1" }],
    ["a use of its own", { token_use: "refresh", client_id: "client-1", aud: "client-1" }],
  ])("%s does not count", async (_what, claims) => {
    expect(await refusal(await sign(claims))).toBe("a claim is not as it must be");
  });

  test("a client_id is no audience at other issuers", async () => {
    verify = verifierOf({ issuer: ours.url, audience: "touchline" });
    expect(await refusal(await ours.sign({ aud: undefined, client_id: "touchline" }))).toBe("not for us");
  });
});
