import { createHmac } from "node:crypto";
import pg from "pg";
import { awsClient, type Client } from "../../local/aws/endpoint/client.ts";
import type { System, SystemOptions } from "../../local/start/system.ts";
import type { DeadLetter } from "../../modules/ports/stream.ts";
import { type RunningSystem, runSystem, SECRET } from "./running-system.ts";
import { connectViewer, type Viewer } from "./viewer.ts";

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The whole system on this machine, and what drives it from outside. */
export interface Journey {
  system: System;
  /** Everything that any part of the system has logged. */
  logged: readonly string[];
  /** The system's data folder. */
  dataDir: string;
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
  /** What has come to the dead-letter queue, of one match or of all. */
  deadLetters(matchId?: string): Promise<DeadLetter[]>;
  /** Ends what drives the system, and the system itself if nobody else uses it. */
  close(): Promise<void>;
}

/**
 * A journey through a system of its own, which it may hurt.
 *
 * @param options of the run, where a test needs other than the usual ones
 */
export async function startJourney(options: Partial<SystemOptions> = {}): Promise<Journey> {
  const running = await runSystem(options);
  const journey = journeyThrough(running);
  return {
    ...journey,
    async close() {
      await journey.close();
      await running.stop();
    },
  };
}

/** A journey through a system that runs on after it. */
export function journeyThrough({ system, logged, dataDir, letters }: RunningSystem): Journey {
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
  const query = async <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) =>
    (await pool.query<Row>(sql, values)).rows;
  return {
    system,
    logged,
    dataDir,
    query,
    call,
    async deadLetters(matchId) {
      const QueueUrl = system.template.ofType("AWS::SQS::Queue")[0]?.ref;
      for (let left = true; left; ) {
        const { Messages = [] } = await call("sqs", "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
        const received = Messages as { Body: string; ReceiptHandle: string }[];
        for (const { Body, ReceiptHandle } of received) {
          letters.push(JSON.parse(Body));
          await call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
        }
        left = received.length > 0;
      }
      return letters.filter(({ partition_key }) => matchId === undefined || partition_key === matchId);
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
