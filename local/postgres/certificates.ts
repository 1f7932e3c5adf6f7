import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificates {
  caPem: string;
  certFile: string;
  keyFile: string;
}

const VALID_FOR_DAYS = 3650;

/**
 * Reads the certificate authority and server certificate in `folder`, and makes them on the first call.
 *
 * @param purpose in the name of the authority
 */
export async function serverCertificates(folder: string, purpose = "database"): Promise<Certificates> {
  if (!existsSync(folder)) await create(folder, purpose);
  return {
    caPem: readFileSync(join(folder, "ca.pem"), "utf8"),
    certFile: join(folder, "server.pem"),
    keyFile: join(folder, "server.key"),
  };
}

async function create(folder: string, purpose: string): Promise<void> {
  const common = {
    algorithm: "sha256",
    keyType: "ec" as const,
    notAfterDate: new Date(Date.now() + VALID_FOR_DAYS * 86_400_000),
  };
  // The name is unique: a client that trusts several authorities of one name picks the wrong one.
  const name = `Touchline local ${purpose} ${randomUUID()}`;
  const ca = await generate([{ name: "commonName", value: name }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  // Written aside and moved, so that a killed start leaves all files or none. The CA's key is not stored.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, "ca.pem"), ca.cert);
  writeFileSync(join(unfinished, "server.pem"), server.cert);
  writeFileSync(join(unfinished, "server.key"), server.private, { mode: 0o600 });
  renameSync(unfinished, folder);
}
