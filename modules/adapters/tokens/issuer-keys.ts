import { JwtInvalidSignatureAlgorithmError } from "aws-jwt-verify/error";
import { type Fetcher, SimpleFetcher } from "aws-jwt-verify/https";
import { type JwksCache, type JwkWithKid, SimpleJwksCache } from "aws-jwt-verify/jwk";
import * as z from "zod";
import type { TokenIssuer } from "../../runtime/env.ts";
import { OutageError } from "../../runtime/errors.ts";
import type { Log } from "../../runtime/log.ts";

export interface IssuerKeysOptions {
  log: Pick<Log, "warn">;
  /** Milliseconds since the epoch. */
  now?: () => number;
  fetcher?: Fetcher;
}

/** How long a key counts after its issuer has taken it back. */
const MAX_AGE_MS = 15 * 60_000;
/** Until an issuer that did not answer is asked again for keys we have already. */
const RETRY_MS = 60_000;

/** RFC 7518 and 8037: what signs by each algorithm. Those that sign with a shared secret are not among them. */
const SIGNED_BY: Readonly<Record<string, (key: JwkWithKid) => boolean>> = {
  RS256: ({ kty }) => kty === "RSA",
  RS384: ({ kty }) => kty === "RSA",
  RS512: ({ kty }) => kty === "RSA",
  ES256: ({ kty, crv }) => kty === "EC" && crv === "P-256",
  ES384: ({ kty, crv }) => kty === "EC" && crv === "P-384",
  ES512: ({ kty, crv }) => kty === "EC" && crv === "P-521",
  EdDSA: ({ kty, crv }) => kty === "OKP" && (crv === "Ed25519" || crv === "Ed448"),
};

/** OpenID Connect Discovery 1.0, section 4. */
const CONFIGURATION = "/.well-known/openid-configuration";
const configuration = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https$/ }) });

/** Where to look for the keys of an issuer. */
export function keysAddress({ issuer, jwks_uri }: TokenIssuer): string {
  return jwks_uri ?? `${issuer.replace(/\/$/, "")}${CONFIGURATION}`;
}

/**
 * The keys of issuers: fetched when first needed, again for a key not among them (every ten seconds at the
 * most), and again when they are old. What we have outlives an outage of its issuer.
 */
export function issuerKeys({ log, now = Date.now, fetcher = impatient() }: IssuerKeysOptions): JwksCache {
  const dueAt = new Map<string, number>();
  const cache = new SimpleJwksCache({
    fetcher: {
      async fetch(address) {
        const keys = await keysBehind(address, fetcher);
        dueAt.set(address, now() + MAX_AGE_MS);
        return keys;
      },
    },
  });

  async function refresh(address: string): Promise<void> {
    const due = dueAt.get(address);
    if (due === undefined || due > now()) return;
    // Whoever comes meanwhile goes by what there is.
    dueAt.set(address, now() + RETRY_MS);
    await cache
      .getJwks(address)
      .catch((error: Error) => log.warn("keys of an issuer not refreshed", { error }));
  }

  return {
    addJwks: (address, keys) => cache.addJwks(address, keys),
    getJwks: (address) => cache.getJwks(address),
    getCachedJwk: (address, token) => cache.getCachedJwk(address, token),
    async getJwk(address, token) {
      const fits = algorithm(token.header.alg);
      await refresh(address);
      const key = await cache.getJwk(address, token);
      if (fits(key)) return key;
      throw new JwtInvalidSignatureAlgorithmError("the key is not for this algorithm", token.header.alg);
    },
  };
}

function algorithm(name = ""): (key: JwkWithKid) => boolean {
  const fits = Object.hasOwn(SIGNED_BY, name) ? SIGNED_BY[name] : undefined;
  if (!fits) throw new JwtInvalidSignatureAlgorithmError("not an algorithm with a public key", name);
  return fits;
}

/** The set of keys itself, or the one that the configuration at this address points to. */
async function keysBehind(address: string, fetcher: Fetcher): Promise<ArrayBuffer> {
  if (!address.endsWith(CONFIGURATION)) return fetcher.fetch(address);
  const { success, data } = configuration.safeParse(parsed(await fetcher.fetch(address)));
  if (!success) throw new OutageError(`${address} is no OpenID configuration`);
  // Section 4.3: one that speaks for another issuer must not be used.
  if (data.issuer.replace(/\/$/, "") !== address.slice(0, -CONFIGURATION.length))
    throw new OutageError(`${address} is the configuration of another issuer`);
  return fetcher.fetch(data.jwks_uri);
}

function parsed(body: ArrayBuffer): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** A viewer is waiting. Each call is tried twice. */
function impatient(): Fetcher {
  return new SimpleFetcher({ defaultRequestOptions: { timeout: 1_500, responseTimeout: 2_500 } });
}
