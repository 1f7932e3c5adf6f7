import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Log } from "../aws/interfaces.ts";
import { codeOf } from "../command/problem.ts";
import { serverCertificates } from "../postgres/certificates.ts";
import { ALGORITHM, AUDIENCE, type IssuerState, issuerUrl, openIssuerState } from "./key.ts";
import { issueToken, type TokenRequest } from "./token.ts";

export interface RunningIssuer {
  /** What a deployer would give for the application to believe it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Certificate of the authority that signed the server's. */
  readonly caPem: string;
  issue(request?: TokenRequest): Promise<string>;
  stop(): Promise<void>;
}

/**
 * An OpenID Connect issuer of this machine: its configuration and keys over HTTPS, and tokens for the asking.
 *
 * @param folder keeps its key, so that its tokens outlive it
 */
export async function startIssuer(folder: string, log: Log): Promise<RunningIssuer> {
  const { caPem, certFile, keyFile } = await serverCertificates(join(folder, "certificates"), "issuer");
  const state = await openIssuerState(folder);
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  const port = await listen(server, state.port, log);
  await state.settle(port);
  const issuer = issuerUrl(port);
  const documents = documentsOf(issuer, state);
  server.on("request", (request, response) => {
    const document = documents.get(request.url ?? "");
    response.writeHead(document ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(document ?? {}));
  });
  return {
    parameters: { TokenIssuers: JSON.stringify([{ issuer, audience: AUDIENCE }]) },
    caPem,
    issue: (request) => issueToken({ ...state, port }, request),
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Public by path: https://openid.net/specs/openid-connect-discovery-1_0.html */
function documentsOf(issuer: string, { kid, key }: IssuerState): Map<string, object> {
  const { d: _private, ...publicKey } = key;
  const configuration = {
    issuer,
    jwks_uri: `${issuer}/jwks.json`,
    id_token_signing_alg_values_supported: [ALGORITHM],
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
  };
  return new Map<string, object>([
    ["/.well-known/openid-configuration", configuration],
    ["/jwks.json", { keys: [{ ...publicKey, kid, alg: ALGORITHM, use: "sig" }] }],
  ]);
}

/** Where it was before, if it can: its address is its name, and in every token it gave. */
async function listen(server: Server, before: number | undefined, log: Log): Promise<number> {
  try {
    await once(server.listen(before ?? 0, "127.0.0.1"), "listening");
  } catch (error) {
    if (before === undefined || codeOf(error) !== "EADDRINUSE") throw error;
    log.warn("issuer", `port ${before} is in use: tokens of earlier runs do not count any more`);
    await once(server.listen(0, "127.0.0.1"), "listening");
  }
  return (server.address() as AddressInfo).port;
}
