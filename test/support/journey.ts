import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { awsClient, type Client } from "../../local/aws/endpoint/client.ts";
import { type System, type SystemOptions, startSystem } from "../../local/start/system.ts";
import type { DeadLetter } from "../../modules/ports/stream.ts";
import { connectViewer, type Viewer } from "./viewer.ts";

export const SECRET = `whsec_${Buffer.from("a secret only the tests have").toString("base64")}`;

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The whole system on this machine, and what drives it from outside. */
export interface Journey {
  system: System;
  /** Connects a viewer, with a query string such as `?match=123`. */
  viewer(query?: string): Promise<Viewer>;
  /** A webhook signed with `X-Signature` unless the headers say otherwise. */
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** What Postgres has, as its owner. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** `seq` of every entry of a match, in the order they were stored. */
  log(matchId: string): Promise<{ seq: number; event_id: string | null }[]>;
  /** Calls AWS as the operator, who may do everything. */
  call: Client;
  /** What is in the dead-letter queue. */
  deadLetters(): Promise<DeadLetter[]>;
  close(): Promise<void>;
}

/** @param options of the run, where a test needs other than the usual ones */
export async function startJourney(options: Partial<SystemOptions> = {}): Promise<Journey> {
  const dataDir = await mkdtemp(join(tmpdir(), "touchline-journey-"));
  const system = await startSystem({
    cloudAssembly: inject("cloudAssembly"),
    dataDir,
    httpPort: 0,
    wsPort: 0,
    webhookSecret: SECRET,
    log: {
      info: () => {},
      warn: () => {},
      // Crashes are on purpose here, and what they leave behind is what is looked at.
      error: () => {},
    },
    ...options,
  });
  const { postgres } = system;
  const viewers: Viewer[] = [];
  const pool = new pg.Pool({
    host: postgres.host,
    port: postgres.port,
    database: postgres.database,
    user: postgres.owner.username,
    password: postgres.owner.password,
    ssl: { ca: postgres.caPem },
    max: 2,
  });
  // Tests stop the server on purpose.
  pool.on("error", () => {});

  const call = awsClient(system.endpointUrl, system.template.environment.region, system.operatorCredentials);
  const letters: DeadLetter[] = [];
  const query = async <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) =>
    (await pool.query<Row>(sql, values)).rows;
  return {
    system,
    query,
    call,
    async deadLetters() {
      const QueueUrl = system.template.ofType("AWS::SQS::Queue")[0]?.ref;
      const { Messages = [] } = await call("sqs", "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
      for (const { Body } of Messages as { Body: string }[]) letters.push(JSON.parse(Body));
      return letters;
    },
    async viewer(queryString = "") {
      const viewer = await connectViewer(`${system.wsUrl}${queryString}`);
      viewers.push(viewer);
      return viewer;
    },
    async send(path, body, headers = {}) {
      const raw = Buffer.isBuffer(body)
        ? body
        : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
      const signed = { "content-type": "application/json", "x-signature": signature(raw), ...headers };
      return answer(
        await fetch(system.httpUrl + path, { method: "POST", headers: signed, body: new Uint8Array(raw) }),
      );
    },
    get: async (path) => answer(await fetch(system.httpUrl + path)),
    log: (matchId) =>
      query("select seq, event_id from match_log where match_id = $1 order by seq", [matchId]),
    async close() {
      for (const viewer of viewers) viewer.close();
      await pool.end();
      await system.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export function signature(body: Buffer | string, secret = SECRET): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

async function answer(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}
