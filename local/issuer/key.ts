import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import * as z from "zod";
import { readState, stateFile } from "../aws/state-file.ts";

export const ALGORITHM = "ES256";
/** Who its tokens are for. */
export const AUDIENCE = "touchline";

const state = z.object({
  /** Where it listens, and so part of its name. */
  port: z.number(),
  kid: z.string(),
  /** The private key, as a JWK. */
  key: z.record(z.string(), z.string()),
});
type State = z.output<typeof state>;

/** What makes an issuer the same one after a restart: its tokens are still good then. */
export interface IssuerState {
  readonly port: number | undefined;
  readonly kid: string;
  readonly key: JWK;
  /** Remembers where it listens. */
  settle(port: number): Promise<void>;
}

const pathIn = (folder: string) => join(folder, "issuer.json");

/** @returns what an issuer of this folder signs with, or undefined if there never was one */
export function readIssuer(folder: string): State | undefined {
  return readState(pathIn(folder), state.optional(), undefined);
}

export async function openIssuerState(folder: string): Promise<IssuerState> {
  const { port, kid, key } = readIssuer(folder) ?? { ...(await newKey()), port: undefined };
  return {
    port,
    kid,
    key,
    async settle(settled) {
      const file = stateFile(pathIn(folder), () => ({ port: settled, kid, key }));
      file.changed();
      await file.flush();
    },
  };
}

export function issuerUrl(port: number): string {
  return `https://127.0.0.1:${port}`;
}

async function newKey(): Promise<Pick<State, "kid" | "key">> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = z.record(z.string(), z.string()).parse(await exportJWK(privateKey));
  return { kid: crypto.randomUUID(), key };
}
