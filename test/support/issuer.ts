import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { generate } from "selfsigned";

/** A host of OpenID Connect issuers, over HTTPS that this process trusts. */
export interface IssuerHost {
  issuer(name: string): TestIssuer;
  stop(): Promise<void>;
}

export interface TestIssuer {
  /** `iss` of its tokens. */
  readonly url: string;
  /** What was asked for of it: paths below `url`. */
  readonly asked: string[];
  /** Its public keys, as they are told; may be changed. */
  readonly keys: JWK[];
  /** What it says of itself; may be changed. */
  readonly configuration: Record<string, unknown>;
  /** Answers 503 to everything. */
  down: boolean;
  /** A new key pair, told of from now on. The first call decides what `sign` signs with. */
  addKey(alg?: string): Promise<Key>;
  sign(claims?: JWTPayload, key?: Key): Promise<string>;
}

export interface Key {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export async function startIssuerHost(): Promise<IssuerHost> {
  const certificate = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const issuers = new Map<string, TestIssuer>();
  const server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    const [, name = "", ...rest] = (request.url ?? "").split("/");
    const issuer = issuers.get(name);
    const path = rest.join("/");
    issuer?.asked.push(path);
    if (!issuer || issuer.down) return response.writeHead(503).end();
    const body = path === "keys" ? { keys: issuer.keys } : issuer.configuration;
    return response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const trusted = getCACertificates();
  setDefaultCACertificates([...trusted, certificate.cert]);
  return {
    issuer(name) {
      const issuer = testIssuer(`https://127.0.0.1:${port}/${name}`);
      issuers.set(name, issuer);
      return issuer;
    },
    async stop() {
      setDefaultCACertificates(trusted);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function testIssuer(url: string): TestIssuer {
  let first: Key | undefined;
  const issuer: TestIssuer = {
    url,
    asked: [],
    keys: [],
    configuration: { issuer: url, jwks_uri: `${url}/keys` },
    down: false,
    async addKey(alg = "ES256") {
      const key = await newKey(alg);
      issuer.keys.push(key.publicJwk);
      first ??= key;
      return key;
    },
    async sign(claims = {}, key = first) {
      if (!key) throw new Error("this issuer has no key yet");
      return tokenOf({ iss: url, ...claims }, key);
    },
  };
  return issuer;
}

export async function newKey(alg: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = crypto.randomUUID();
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** A token that is good for an hour, unless `claims` say otherwise; those that are undefined are left out. */
export function tokenOf(claims: JWTPayload, { alg, kid, privateKey }: Key): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ aud: "touchline", sub: "user-1", iat: now, exp: now + 3_600, ...claims })
    .setProtectedHeader({ alg, kid })
    .sign(privateKey);
}
